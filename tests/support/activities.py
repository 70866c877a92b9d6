"""A small process without a complaint: monitoring of a month, begun by the clock or by an officer, told by every unit."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from complaints.models import Activity, Instansi, Report
from engine.actors import SISTEM, Actor
from engine.db import SessionFactory, unit_of_work
from engine.running.runtime import Runtime
from tests.support import diagrams as d
from tests.support.deploying import deploy
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT

PROCESS = "pemantauan_uji"
TITLE = "Laporan pengelolaan pengaduan"
ANGGOTA = Actor("anggota-1", "Arsyad", frozenset({("anggota_tim", "")}))
ADMIN = Actor("admin-1", "Noor", frozenset({("admin_instansi", "")}))
PENGHUBUNG = Actor("penghubung-1", "Siti", frozenset({("pejabat_penghubung", "dinas-kesehatan")}))
STATUS = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="Definitions_status" name="s" namespace="http://alur">
<decision id="status_uji" name="Status"><decisionTable id="Table_status_uji" hitPolicy="FIRST">
<input id="Input_1"><inputExpression id="Ie_1" typeRef="string"><text>tahap</text></inputExpression></input>
<output id="O_1" name="status" typeRef="string"/><output id="O_2" name="ditindaklanjuti" typeRef="boolean"/>
<output id="O_3" name="tuntas" typeRef="boolean"/><output id="O_4" name="uraian" typeRef="string"/>
<output id="O_5" name="memenuhi_syarat" typeRef="boolean"/>
<rule id="Rule_1"><inputEntry id="I_1"><text>"selesai"</text></inputEntry><outputEntry id="A_1"><text>"selesai"</text></outputEntry>
<outputEntry id="A_2"><text>true</text></outputEntry><outputEntry id="A_3"><text>true</text></outputEntry>
<outputEntry id="A_4"><text>"Selesai"</text></outputEntry><outputEntry id="A_5"><text>true</text></outputEntry></rule>
<rule id="Rule_2"><inputEntry id="I_2"><text>-</text></inputEntry><outputEntry id="B_1"><text>"proses"</text></outputEntry>
<outputEntry id="B_2"><text>false</text></outputEntry><outputEntry id="B_3"><text>false</text></outputEntry>
<outputEntry id="B_4"><text>"Proses"</text></outputEntry><outputEntry id="B_5"><text>true</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
OPENING = {"param.judul": TITLE, "param.periode": "bulan_lalu"}
SOME, NONE = "terbaru_jumlah_masuk > 0", "terbaru_jumlah_masuk == 0"


def diagram() -> str:
    """Opened, computed, told by the team, published, asked of every unit, submitted."""
    nodes = [
        d.start("Start_bulanan", d.timer("timeCycle", "R/2026-01-31T08:00:00+08:00/P1M")),
        d.node("startEvent", "Start_petugas", peran="admin_instansi"),
        d.xor("Gateway_mulai"),
        d.operation("Task_buka", "buka_kegiatan", **OPENING),
        d.operation(
            "Task_rekap", "rekap", **{"param.laporan": "statistik", "param.status": "status_uji", "param.ke": "terbaru"}
        ),
        d.xor("Gateway_ada"),
        d.user("Task_evaluasi", role="anggota_tim", form="evaluasi_uji", due="hari_kerja(5)"),
        d.operation("Task_catat", "catat_laporan", **{"param.laporan": "statistik", "param.isi": "penyebab,perbaikan"}),
        d.operation("Task_publikasi", "publikasikan_laporan", **{"param.laporan": "statistik"}),
        d.operation("Task_unit", "daftar_unit", **{"param.ke": "daftar_pd", "param.jenis": "pd"}),
        d.user(
            "Task_tanggapi",
            role="pejabat_penghubung",
            form="tanggapan_uji",
            body=d.instances("daftar_pd", "satu_pd"),
            unit="satu_pd",
        ),
        d.operation(
            "Task_sampaikan",
            "sampaikan_laporan",
            **{"param.laporan": "statistik", "param.penerima": "Menteri PANRB", "param.peran": "pembina"},
        ),
        d.operation("Task_kabar", "beritahu_petugas", **{"param.peran": "penanggung_jawab", "param.pesan": "nihil"}),
        d.end("End_selesai"),
        d.end("End_nihil"),
    ]
    flows = [
        *d.chain("Start_bulanan", "Gateway_mulai", "Task_buka", "Task_rekap", "Gateway_ada"),
        d.flow("Start_petugas", "Gateway_mulai"),
        d.flow("Gateway_ada", "Task_evaluasi", SOME),
        d.flow("Gateway_ada", "Task_kabar", NONE),
        *d.chain("Task_kabar", "End_nihil"),
        *d.chain(
            "Task_evaluasi",
            "Task_catat",
            "Task_publikasi",
            "Task_unit",
            "Task_tanggapi",
            "Task_sampaikan",
            "End_selesai",
        ),
    ]
    return d.process(PROCESS, nodes, flows)


def files() -> dict[str, str]:
    return {
        f"{PROCESS}.bpmn": diagram(),
        "status_uji.dmn": STATUS,
        "evaluasi_uji.form": d.form("evaluasi_uji", penyebab="textarea", perbaikan="textarea", bukti="filepicker"),
        "tanggapan_uji.form": d.form("tanggapan_uji", tanggapan="textarea"),
    }


def deploy_monitoring(factory: SessionFactory, runtime: Runtime, **changed: str) -> None:
    """Deploys it for Tanah Laut, which then runs it beside its complaints."""
    from complaints.law.bundles import PROCESS_ROLE_NAMES

    with unit_of_work(factory, TANAH_LAUT) as session:
        session.get_one(Instansi, TANAH_LAUT).activity_process_ids = [PROCESS]
        deploy(
            session, runtime, instansi_id=TANAH_LAUT, process_id=PROCESS, files=files() | changed,
            roles=PROCESS_ROLE_NAMES, by=SISTEM, given=frozenset(),
        )  # fmt: skip


def activities(factory: SessionFactory) -> list[Activity]:
    """All of them, by period."""
    with everywhere(factory) as session:
        found = list(session.scalars(select(Activity).order_by(Activity.period_from)))
        session.expunge_all()
        return found


def reports(factory: SessionFactory, case_id: UUID) -> list[Report]:
    """The reports of one activity, in the order in which they were made."""
    with everywhere(factory) as session:
        found = list(session.scalars(select(Report).where(Report.activity_id == case_id).order_by(Report.made_at)))
        session.expunge_all()
        return found
