"""The keys of `camunda:property` that complaints read from diagrams, beside those of `engine.definition.properties`."""

from __future__ import annotations

from engine.definition.properties import Property

PUBLIC_LABEL = "labelPublik"
CHANNELS = "kanal"
TIER = "tingkat"
COUNTS_FROM = "hitungSejak"
BEGINNERS = "peran"
DEADLINE = "batas"
WARNING = "peringatan"
CONTINUATION = "lanjutan"
SAME_NUMBER = "nomor_sama"
CONSEQUENCE = "akibat"
REASON = "sebab"
AFTERWARDS = "sesudahnya"
DOWNLOAD = "unduhan"
PAUSE = "jeda"
SENDER = "pengirim"
GROUP_TEXT = "teksGrup"

PROPERTIES = (
    Property(
        PUBLIC_LABEL,
        "elemen yang dilalui, penantian, batas waktu",
        "kalimat yang dibaca pengadu; bersama `status` memulai satu tahap pada jejaknya",
        "kalimat",
    ),
    Property(CHANNELS, "peristiwa awal", "kanal yang masuk di sini", "nama kanal, dipisah koma"),
    Property(
        TIER,
        "peristiwa awal",
        "tingkat petugas yang mencatat di sini",
        "`nasional`, `instansi`, `penghubung`, `kanal`, `sekretariat`, `wbs`, atau peran dari `peran.yaml`",
    ),
    Property(
        COUNTS_FROM,
        "peristiwa awal",
        "sejak kapan tenggat dihitung",
        "`diterima` sejak pengaduan disampaikan (bila tidak ditulis); `masuk` sejak dicatat",
    ),
    Property(BEGINNERS, "peristiwa awal kegiatan", "peran yang boleh memulai kegiatan", "nama peran, dipisah koma"),
    Property(
        DEADLINE,
        "tugas orang",
        "batas waktu yang dibaca pengadu untuk tugas ini, bila tugas punya tenggat sendiri",
        "id peristiwa waktu",
    ),
    Property(WARNING, "peristiwa waktu", "memperingatkan tenggat ini; dihitung dalam laporan", "`penyelesaian`"),
    Property(
        CONTINUATION,
        "peristiwa akhir, penantian pesan",
        "dengan apa pelapor dapat melanjutkan yang sudah ditutup",
        "`pengaduan_biasa` membuka formulir biasa dengan kata-kata laporan terbatas; `nomor_sama` pada penantian: "
        "pengaduan ini sendiri, selama penantian itu",
    ),
    Property(
        CONSEQUENCE,
        "penantian pesan",
        "yang terjadi bila pelapor diam, dibaca sebelum terjadi: di halaman, dalam pesan, dan dalam pengingat",
        "kalimat; `{tenggat_…}` menjadi jangka waktu dari tabel",
    ),
    Property(REASON, "elemen yang dilalui", "mengapa pengaduan berakhir, dibaca pelapor", "kalimat"),
    Property(AFTERWARDS, "peristiwa akhir", "apa yang masih dapat dilakukan pelapor sesudah itu", "kalimat"),
    Property(
        DOWNLOAD,
        "tugas orang",
        "menawarkan pengaduan sebagai paket bagi lembaga lain, atau sebagai formulir kertas untuk disahkan pengadu",
        "`penyerahan`, `formulir`",
    ),
    Property(
        SENDER,
        "penantian pesan",
        "petugas yang mengirim pesan ini dari berkas pengaduan; peran unit hanya di unit yang menangani",
        "nama peran, dipisah koma",
    ),
    Property(
        GROUP_TEXT,
        "langkah otomatis",
        "kabar untuk grup percakapan; tampil di berkas bagi admin setelah langkah ini, siap disalin",
        "kalimat; `{nomor}` dan `{unit}` diganti",
    ),
    Property(PAUSE, "penantian pesan", "menandai bahwa jam instansi berhenti; dibaca orang saja", "`ya`"),
)
KEYS = frozenset(each.key for each in PROPERTIES)
