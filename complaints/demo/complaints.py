"""Fifteen complaints as citizens of Tanah Laut might write them. All people and events are invented."""

from __future__ import annotations

from complaints.demo.player import Step, Story
from complaints.demo.stories import accepted, disposed, national, regional, settled

ROAD = {"jenis": "pengaduan", "kategori": "infrastruktur", "subjek": "Dinas PUPR", "objek": "Jalan kabupaten"}
CLINIC = {"jenis": "pengaduan", "kategori": "kesehatan", "subjek": "Puskesmas", "objek": "Persediaan obat"}
PAPERS = {"jenis": "pengaduan", "kategori": "kependudukan", "subjek": "Disdukcapil", "objek": "Pencetakan KTP-el"}
QUESTION = {"jenis": "permintaan_informasi", "kategori": "kependudukan", "subjek": "Disdukcapil", "objek": "Akta"}
IDEA = {"jenis": "aspirasi", "kategori": "infrastruktur", "subjek": "Dinas PUPR", "objek": "Penerangan jalan"}
OFFICIAL = {"jenis": "pengaduan", "kategori": "aparatur", "subjek": "Aparatur", "objek": "Pungutan"}


def _named(name: str, phone: str) -> dict[str, str]:
    return {"pengenalan": "nama", "nama": name, "telepon": phone, "jenis_pengadu": "perorangan"}


ANONYMOUS = {"pengenalan": "anonim", "rahasia": "ya"}

STORIES = (
    Story(
        19,
        "08:40",
        {
            "jenis": "pengaduan",
            "judul": "Jalan berlubang di depan SDN Pelaihari 3",
            "uraian": "Lubang besar di tengah jalan sudah tiga bulan. Minggu lalu dua anak sekolah jatuh dari sepeda.",
            "kecamatan": "Pelaihari",
            "lokasi": "Depan SDN Pelaihari 3",
            **_named("Mahyuni", "081250001101"),
        },
        (
            national(0, "10:15", ROAD),
            regional(1, "09:05", ROAD),
            disposed(1, "11:00", "dinas-pupr", "Mohon diperiksa, dekat sekolah."),
            *accepted(2, "08:30", "Laporan Anda kami terima. Petugas memeriksa jalan ini pekan ini."),
            *settled(
                8,
                "10:00",
                "Lubang ditambal dengan aspal panas sepanjang 12 meter.",
                "Jalan di depan SDN Pelaihari 3 sudah ditambal. Terima kasih atas laporan Anda.",
                "sarana",
            ),
            Step(10, "19:20", "reaksi_pengadu", {"puas": "ya"}),
        ),
    ),
    Story(
        9,
        "09:10",
        {
            "jenis": "pengaduan",
            "judul": "KTP-el belum dicetak sejak Januari",
            "uraian": "Saya sudah merekam data pada bulan Januari, tetapi setiap datang dikatakan blangko habis.",
            "kecamatan": "Bati-Bati",
            "lokasi": "Kantor Disdukcapil",
            **_named("Norhayati", "081250001102"),
        },
        (
            national(0, "11:30", PAPERS),
            regional(1, "08:50", PAPERS, bersifat_normatif="ya"),
            disposed(1, "09:10", "disdukcapil"),
            *accepted(1, "13:30", "Kami memeriksa antrean cetak atas nama Anda."),
            *settled(
                4,
                "09:00",
                "KTP-el dicetak dan siap diambil di loket 2.",
                "KTP-el Anda sudah dicetak. Silakan mengambilnya di loket 2 dengan membawa kartu keluarga.",
                "sarana",
            ),
        ),
    ),
    Story(
        12,
        "13:05",
        {
            "jenis": "pengaduan",
            "judul": "Obat hipertensi sering kosong di puskesmas",
            "uraian": "Sudah tiga kali kontrol bulanan obat tidak tersedia dan diminta membeli sendiri di apotek.",
            "kecamatan": "Takisung",
            "lokasi": "Puskesmas Takisung",
            **_named("Abdul Wahid", "081250001103"),
        },
        (
            national(0, "15:10", CLINIC),
            regional(1, "10:00", CLINIC),
            disposed(1, "10:30", "dinas-kesehatan"),
            *accepted(2, "09:00", "Kami meminta data persediaan obat dari puskesmas."),
        ),
    ),
    Story(
        5,
        "20:15",
        {
            "jenis": "aspirasi",
            "judul": "Lampu jalan menuju pasar Bajuin",
            "uraian": "Mohon ada penerangan jalan dari simpang tiga sampai pasar karena gelap dan rawan kecelakaan.",
            "kecamatan": "Bajuin",
            "lokasi": "Jalan menuju pasar",
            **_named("Hj. Salamah", "081250001104"),
        },
        (
            national(1, "09:30", IDEA, penanganan_aspirasi="diteruskan"),
            regional(2, "08:45", IDEA, penanganan_aspirasi="dijawab"),
            Step(
                2,
                "10:30",
                "Task_jawab_aspirasi_instansi",
                {"jawaban_aspirasi": "Usulan Anda masuk daftar pemasangan lampu jalan tahun depan."},
            ),
        ),
    ),
    Story(
        10,
        "08:05",
        {
            "jenis": "permintaan_informasi",
            "judul": "Syarat akta kelahiran untuk anak usia 12 tahun",
            "uraian": "Anak saya belum punya akta kelahiran. Berkas apa saja yang perlu saya siapkan?",
            "kecamatan": "Kintap",
            **_named("Suparman", "081250001105"),
        },
        (
            national(0, "09:40", QUESTION),
            regional(1, "11:00", QUESTION),
            disposed(1, "13:00", "disdukcapil"),
        ),
    ),
    Story(
        4,
        "10:00",
        {
            "jenis": "pengaduan",
            "judul": "Sampah menumpuk di pinggir jalan",
            "uraian": "Sampah tidak diangkut lebih dari dua minggu dan baunya sampai ke rumah warga.",
            "kecamatan": "Jorong",
            **_named("Rusdiansyah", "081250001106"),
        },
        (
            Step(
                1,
                "09:20",
                "Task_verifikasi_nasional",
                {"lengkap": "tidak", "data_diminta": "Mohon tuliskan nama jalan atau titik tumpukan sampah, dan foto."},
            ),
        ),
    ),
    Story(
        16,
        "14:30",
        {
            "jenis": "pengaduan",
            "judul": "Air leding sering mati",
            "uraian": "Air sering mati pada malam hari. Tolong diperbaiki secepatnya.",
            **_named("Yusuf", "081250001107"),
        },
        (
            Step(
                1,
                "10:10",
                "Task_verifikasi_nasional",
                {"lengkap": "tidak", "data_diminta": "Mohon tuliskan alamat lengkap dan nomor pelanggan."},
            ),
        ),
    ),
    Story(
        1,
        "16:45",
        {
            "jenis": "pengaduan",
            "judul": "Jembatan kayu di Desa Kurau lapuk",
            "uraian": "Papan jembatan banyak yang lapuk, anak sekolah harus memutar lima kilometer.",
            "kecamatan": "Kurau",
            "lokasi": "Jembatan RT 4",
            **_named("Barkatullah", "081250001108"),
        },
    ),
    Story(
        0,
        "06:10",
        {
            "jenis": "permintaan_informasi",
            "judul": "Jadwal perekaman KTP-el keliling",
            "uraian": "Kapan jadwal perekaman KTP-el keliling di Kecamatan Panyipatan bulan ini?",
            "kecamatan": "Panyipatan",
            **_named("Fitriani", "081250001109"),
        },
    ),
    Story(
        3,
        "09:00",
        {
            "jenis": "pengaduan",
            "judul": "Pelayanan loket pendaftaran lambat",
            "uraian": "Antre dari jam enam pagi, baru dilayani jam sebelas, hanya satu loket yang buka.",
            "kecamatan": "Pelaihari",
            "lokasi": "RSUD Hadji Boejasin",
            **_named("Gusti Hidayat", "081250001110"),
        },
        (national(1, "14:00", CLINIC | {"objek": "Loket pendaftaran"}),),
    ),
    Story(
        6,
        "11:15",
        {
            "jenis": "pengaduan",
            "judul": "Bantuan pangan tidak sampai",
            "uraian": "Nama saya ada di daftar penerima tetapi bantuan dua bulan terakhir tidak pernah saya terima.",
            "kecamatan": "Tambang Ulang",
            **_named("Jumiati", "081250001111"),
        },
    ),
    Story(
        2,
        "09:25",
        {
            "jenis": "pengaduan",
            "judul": "Saluran irigasi tersumbat",
            "uraian": "Sawah sekitar 20 hektare kekurangan air karena saluran sekunder tersumbat lumpur.",
            "kecamatan": "Bumi Makmur",
            "lokasi": "Saluran sekunder Handil Babirik",
            **_named("Kelompok Tani Maju Bersama", "081250001112"),
        },
        (regional(1, "10:20", ROAD | {"objek": "Saluran irigasi"}),),
        kanal="surat",
        entered_by="instansi",
    ),
    Story(
        7,
        "21:40",
        {
            "jenis": "pengaduan",
            "judul": "Diminta uang untuk mempercepat berkas",
            "uraian": "Seorang petugas meminta uang agar berkas saya didahulukan. Saya takut disebut namanya.",
            "kecamatan": "Pelaihari",
            **ANONYMOUS,
        },
        (
            national(1, "09:00", OFFICIAL, rumusan="indikasi_pelanggaran", fitur_anonim=True, fitur_rahasia=True),
            regional(
                2,
                "08:30",
                OFFICIAL,
                rumusan="indikasi_pelanggaran",
                fitur_anonim=True,
                fitur_rahasia=True,
                penyalahgunaan_wewenang="ya",
                berkadar_pengawasan="ya",
                perlu_pemeriksaan_lapangan="ya",
            ),
        ),
    ),
    Story(
        5,
        "08:20",
        {
            "jenis": "pengaduan",
            "judul": "Gorong-gorong ambles di Jalan Gagas",
            "uraian": "Gorong-gorong ambles sedalam setengah meter, kendaraan roda empat tidak bisa lewat.",
            "kecamatan": "Batu Ampar",
            "lokasi": "Jalan Gagas RT 7",
            **_named("Syahrani", "081250001114"),
        },
        (
            national(0, "13:10", ROAD),
            regional(1, "09:15", ROAD),
            disposed(1, "09:45", "dinas-kesehatan"),
            Step(
                2,
                "08:10",
                "Task_telaah_penghubung",
                {"sesuai_kewenangan": "tidak", "alasan_kewenangan": "Gorong-gorong jalan kewenangan Dinas PUPR."},
            ),
            disposed(2, "10:00", "dinas-pupr", "Disposisi ulang: salah alamat."),
            *accepted(3, "09:00", "Laporan Anda kami terima dan lokasi kami beri tanda bahaya hari ini."),
        ),
    ),
    Story(
        18,
        "10:50",
        {
            "jenis": "pengaduan",
            "judul": "Pembangunan drainase tidak sesuai papan proyek",
            "uraian": "Panjang drainase di papan proyek 400 meter, yang dikerjakan hanya sekitar 250 meter.",
            "kecamatan": "Pelaihari",
            "lokasi": "Jalan Pintu Air",
            **_named("Forum Warga Pintu Air", "081250001115"),
        },
        (
            national(1, "10:10", ROAD, rumusan="indikasi_pelanggaran"),
            regional(
                2,
                "09:20",
                ROAD,
                rumusan="indikasi_pelanggaran",
                berkadar_pengawasan="ya",
                perlu_pemeriksaan_lapangan="ya",
            ),
            disposed(2, "11:10", "dinas-pupr"),
            *accepted(3, "08:45", "Laporan Anda kami terima. Pemeriksaan lapangan dijadwalkan bersama Inspektorat."),
        ),
    ),
)
