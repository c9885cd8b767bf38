"""The demo shop's goods are found by the words that shoppers use, misspell and inflect."""

from datetime import UTC, datetime

import pytest

from sampan.apps.catalog.models import Product
from sampan.apps.search import selectors
from sampan.domain.markets import LANGUAGES
from sampan.flows.load_demo import load_demo

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]

AMONG_THE_FIRST = 3
MARKETS = {"ar": "gulf", "ja": "jp", "ko": "kr", "pt-br": "br", "zh-hans": "cn"}

WORDS = {
    "en": """
        tea set=lakeside-tea-set; caddy=drum-tea-caddy; bowls=terrace-bowl; plates=shoal-plate
        scarves=ferry-scarf; scarf merino=ferry-scarf; socks=wharf-socks; backpack=quay-backpack
        laptop backpack=quay-backpack; leather wallet=keel-wallet; umbrellas=plum-rain-umbrella
        vase=tide-vase; candles=night-watch-candle; lamps=reed-light-lamp; notebooks=logbook
        headphones=stillwater-headphones; cutting board=landing-board; kitchen knives=mooring-knife
        noise canceling=stillwater-headphones; T-shirt=harbor-tee; organic cotton=harbor-tee
        beanies=drift-beanie; hats=drift-beanie; tote=pier-tote; gift for the tea=drum-tea-caddy
    """,
    "zh-hans": """
        茶=lakeside-tea-set; 茶具=lakeside-tea-set; 茶罐=drum-tea-caddy; 碗=terrace-bowl
        盘=shoal-plate; 砧板=landing-board; 刀=mooring-knife; 厨刀=mooring-knife; 围巾=ferry-scarf
        帽=drift-beanie; T恤=harbor-tee; Ｔ恤=harbor-tee; 衬衫=jetty-shirt; 袜=wharf-socks
        背包=quay-backpack; 托特包=pier-tote; 钱包=keel-wallet; 伞=plum-rain-umbrella
        折叠伞=plum-rain-umbrella; 保温杯=ebb-flask; 花瓶=tide-vase; 烛=night-watch-candle
        笔记本=logbook; 台灯=reed-light-lamp; 灯=reed-light-lamp; 耳机=stillwater-headphones
        降噪耳机=stillwater-headphones; 录音=delta-recordings; 羊毛围巾=ferry-scarf
    """,
    "de": """
        Tee=drum-tea-caddy; Teeservice=lakeside-tea-set; Teedosen=drum-tea-caddy
        Schalen=terrace-bowl
        Teller=shoal-plate; Bambus=landing-board; Schneidebretter=landing-board
        Messer=mooring-knife; Küchenmesser=mooring-knife; Schals=ferry-scarf; Schal=ferry-scarf
        Mützen=drift-beanie; Mutze=drift-beanie; T-Shirts=harbor-tee; Hemden=jetty-shirt
        Hemd=jetty-shirt; Socken=wharf-socks; Rucksäcke=quay-backpack; rucksack laptop=quay-backpack
        Taschen=pier-tote; Geldbörsen=keel-wallet; Geldborse=keel-wallet; Leder=keel-wallet
        Regenschirm=plum-rain-umbrella; Schirm=plum-rain-umbrella; Isolierflaschen=ebb-flask
        Flasche=ebb-flask; Vasen=tide-vase; Kerzen=night-watch-candle; Notizbuch=logbook
        Leuchte=reed-light-lamp; Kopfhörer=stillwater-headphones; KOPFHOERER=stillwater-headphones
        Teekanne=lakeside-tea-set; Aufnahmen=delta-recordings; Schale für Reis=terrace-bowl
    """,
    "fr": """
        thé=lakeside-tea-set; the=lakeside-tea-set; théière=lakeside-tea-set; bols=terrace-bowl
        assiettes=shoal-plate; planches=landing-board; couteaux=mooring-knife; écharpes=ferry-scarf
        echarpe=ferry-scarf; l'écharpe=ferry-scarf; bonnets=drift-beanie; chemises=jetty-shirt
        chaussettes=wharf-socks; sac à dos=quay-backpack; sacs à dos=quay-backpack; cabas=pier-tote
        portefeuilles=keel-wallet; parapluies=plum-rain-umbrella; gourdes=ebb-flask; vases=tide-vase
        bougies=night-watch-candle; carnet=logbook; lampes=reed-light-lamp
        casques=stillwater-headphones; enregistrement=delta-recordings
    """,
    "es": """
        té=drum-tea-caddy; tetera=lakeside-tea-set; tazas=lakeside-tea-set; cuencos=terrace-bowl
        platos=shoal-plate; tablas=landing-board; cuchillos=mooring-knife; bufandas=ferry-scarf
        gorros=drift-beanie; camisetas=harbor-tee; camisas=jetty-shirt; calcetin=wharf-socks
        mochilas=quay-backpack; bolsas=pier-tote; carteras=keel-wallet; paraguas=plum-rain-umbrella
        termos=ebb-flask; jarrones=tide-vase; jarron=tide-vase; velas=night-watch-candle
        cuadernos=logbook; lámparas=reed-light-lamp; lampara=reed-light-lamp
        auricular=stillwater-headphones; grabación=delta-recordings; bolsa de lona=pier-tote
    """,
    "it": """
        tè=lakeside-tea-set; teiera=lakeside-tea-set; tazza=lakeside-tea-set; ciotole=terrace-bowl
        piatti=shoal-plate; taglieri=landing-board; coltelli=mooring-knife; sciarpe=ferry-scarf
        berretti=drift-beanie; camicie=jetty-shirt; calzino=wharf-socks; zaini=quay-backpack
        borse=pier-tote; portafogli=keel-wallet; ombrelli=plum-rain-umbrella; borracce=ebb-flask
        vasi=tide-vase; candele=night-watch-candle; taccuini=logbook; lampade=reed-light-lamp
        cuffia=stillwater-headphones; registrazione=delta-recordings
        coltello da cucina=mooring-knife
    """,
    "nl": """
        thee=drum-tea-caddy; theeservies=lakeside-tea-set; kommen=terrace-bowl; borden=shoal-plate
        snijplanken=landing-board; plank=landing-board; messen=mooring-knife; mes=mooring-knife
        sjaals=ferry-scarf; mutsen=drift-beanie; T-shirts=harbor-tee; overhemden=jetty-shirt
        hemd=jetty-shirt; sok=wharf-socks; rugzakken=quay-backpack; shoppers=pier-tote
        portemonnees=keel-wallet; paraplu's=plum-rain-umbrella; thermosflessen=ebb-flask
        fles=ebb-flask; vazen=tide-vase; kaarsen=night-watch-candle; notitieboek=logbook
        lampen=reed-light-lamp; koptelefoons=stillwater-headphones; opname=delta-recordings
    """,
    "pt-br": """
        chá=drum-tea-caddy; cha=drum-tea-caddy; xícara=lakeside-tea-set; tigelas=terrace-bowl
        pratos=shoal-plate; tabuas=landing-board; facas=mooring-knife; cachecol=ferry-scarf
        gorros=drift-beanie; camisetas=harbor-tee; camisas=jetty-shirt; meia=wharf-socks
        mochilas=quay-backpack; bolsas=pier-tote; carteiras=keel-wallet
        guarda-chuvas=plum-rain-umbrella; guarda chuva=plum-rain-umbrella; garrafas=ebb-flask
        vasos=tide-vase; velas=night-watch-candle; cadernos=logbook; luminarias=reed-light-lamp
        fone=stillwater-headphones; gravação=delta-recordings; algodao=harbor-tee
    """,
    "ja": """
        茶=lakeside-tea-set; 茶器=lakeside-tea-set; 急須=lakeside-tea-set; 茶筒=drum-tea-caddy
        碗=terrace-bowl; 皿=shoal-plate; まな板=landing-board; マナ板=landing-board
        包丁=mooring-knife
        マフラー=ferry-scarf; ﾏﾌﾗｰ=ferry-scarf; まふらー=ferry-scarf; ニット帽=drift-beanie
        帽=drift-beanie; Tシャツ=harbor-tee; シャツ=jetty-shirt; 靴下=wharf-socks
        バックパック=quay-backpack; トート=pier-tote; 財布=keel-wallet; 傘=plum-rain-umbrella
        折りたたみ傘=plum-rain-umbrella; ボトル=ebb-flask; 花瓶=tide-vase
        キャンドル=night-watch-candle
        ノート=logbook; ランプ=reed-light-lamp; ヘッドホン=stillwater-headphones
        録音=delta-recordings
    """,
    "ko": """
        찻잔=lakeside-tea-set; 다기=lakeside-tea-set; 차통=drum-tea-caddy; 그릇=terrace-bowl
        접시=shoal-plate; 도마=landing-board; 칼=mooring-knife; 주방칼=mooring-knife
        목도리=ferry-scarf; 비니=drift-beanie; 모자=drift-beanie; 티셔츠=harbor-tee
        셔츠=jetty-shirt
        양말=wharf-socks; 백팩=quay-backpack; 토트백=pier-tote; 지갑=keel-wallet
        우산=plum-rain-umbrella; 접이식 우산=plum-rain-umbrella; 보온병=ebb-flask; 꽃병=tide-vase
        캔들=night-watch-candle; 노트=logbook; 등=reed-light-lamp; 헤드폰=stillwater-headphones
        녹음=delta-recordings
    """,
    "zh-hant": """
        茶=lakeside-tea-set; 茶具=lakeside-tea-set; 茶葉罐=drum-tea-caddy; 碗=terrace-bowl
        盤=shoal-plate; 砧板=landing-board; 刀=mooring-knife; 圍巾=ferry-scarf; 毛帽=drift-beanie
        T恤=harbor-tee; 襯衫=jetty-shirt; 襪=wharf-socks; 後背包=quay-backpack; 皮夾=keel-wallet
        傘=plum-rain-umbrella; 保溫瓶=ebb-flask; 花瓶=tide-vase; 燭=night-watch-candle
        筆記本=logbook; 桌燈=reed-light-lamp; 燈=reed-light-lamp; 耳機=stillwater-headphones
        錄音=delta-recordings
    """,
    "ar": """
        شاي=lakeside-tea-set; الشاي=drum-tea-caddy; إبريق=lakeside-tea-set; ابريق=lakeside-tea-set
        زبدية=terrace-bowl; طبق=shoal-plate; سكين=mooring-knife; وشاح=ferry-scarf; قبعة=drift-beanie
        قبعه=drift-beanie; قميص=jetty-shirt; القميص=jetty-shirt; جوارب=wharf-socks
        حقيبة ظهر=quay-backpack; الحقيبة=quay-backpack; محفظة=keel-wallet; مظلة=plum-rain-umbrella
        المظلة=plum-rain-umbrella; مزهرية=tide-vase; شمعة=night-watch-candle; دفتر=logbook
        مصباح=reed-light-lamp; سماعات=stillwater-headphones; تسجيلات=delta-recordings
        لوح تقطيع=landing-board; تَرْمُس=ebb-flask
    """,
}

MISSPELT = {
    "en": """
        teapots=lakeside-tea-set; bakpack=quay-backpack; umbrela=plum-rain-umbrella
        headfones=stillwater-headphones; merinno scarf=ferry-scarf; wallett=keel-wallet
        candel=night-watch-candle; stonewear bowl=terrace-bowl; notbook=logbook; beany=drift-beanie
        flaks=ebb-flask; recodings=delta-recordings; kniffe=mooring-knife; vasse=tide-vase
    """,
    "de": """
        Kopfhöhrer=stillwater-headphones; Ruksack=quay-backpack; Teeservis=lakeside-tea-set
        Geldbörsse=keel-wallet; Regenschrim=plum-rain-umbrella; Kertze=night-watch-candle
        Kuechenmesser=mooring-knife; Isolierflache=ebb-flask; Tischleuchtte=reed-light-lamp
    """,
    "fr": """
        parapluis=plum-rain-umbrella; portefeuile=keel-wallet; assiete=shoal-plate
        chaussete=wharf-socks; coutau=mooring-knife; echrape=ferry-scarf; theyere=lakeside-tea-set
    """,
    "es": """
        mochlia=quay-backpack; cuchilo=mooring-knife; bufnada=ferry-scarf
        paragüas=plum-rain-umbrella
        auriculaers=stillwater-headphones; cuadreno=logbook; calzetines=wharf-socks
    """,
    "it": """
        ombrelo=plum-rain-umbrella; portafolgio=keel-wallet; sciarppa=ferry-scarf
        taglere=landing-board
        beretto=drift-beanie; coltelo=mooring-knife; lampda=reed-light-lamp
        candella=night-watch-candle
    """,
    "nl": """
        rugsak=quay-backpack; koptelefon=stillwater-headphones; portemonee=keel-wallet
        sjaall=ferry-scarf; kaaars=night-watch-candle; paralpu=plum-rain-umbrella
    """,
    "pt-br": """
        mochilla=quay-backpack; cartera=keel-wallet; garafa=ebb-flask; cadreno=logbook
        luminaria=reed-light-lamp; cachecoll=ferry-scarf; camizeta=harbor-tee
    """,
    "ar": """
        مزهريه=tide-vase; مظله=plum-rain-umbrella; سمعات=stillwater-headphones
        تسجلات=delta-recordings; مصبح=reed-light-lamp; محفضة=keel-wallet
    """,
}


def pairs(table: str) -> list[tuple[str, str]]:
    entries = [entry.strip() for entry in table.replace("\n", ";").split(";")]
    return [(text, handle) for text, _, handle in (one.partition("=") for one in entries if one)]


@pytest.fixture
def handles() -> dict[int, str]:
    load_demo(datetime(2026, 11, 22, 9, tzinfo=UTC))
    return dict(Product.objects.values_list("id", "handle"))


def missed(table: str, language: str, handles: dict[int, str]) -> list[str]:
    market = MARKETS.get(language, "eu")
    misses = []
    for text, wanted in pairs(table):
        found = selectors.search(language, market, text).product_ids[:AMONG_THE_FIRST]
        if wanted not in [handles[product_id] for product_id in found]:
            misses.append(f"{text}: {[handles[product_id] for product_id in found]}")
    return misses


def test_words_find_their_product_among_the_first_three(handles: dict[int, str]) -> None:
    missing = {
        language: misses
        for language, table in WORDS.items()
        if (misses := missed(table, language, handles))
    }
    assert missing == {}


def test_every_language_of_the_demo_has_its_words() -> None:
    assert set(WORDS) == set(LANGUAGES)
    assert all(len(pairs(table)) >= 20 for table in WORDS.values())


def test_misspelt_words_find_it_nine_times_out_of_ten(handles: dict[int, str]) -> None:
    for language, table in MISSPELT.items():
        misses = missed(table, language, handles)
        assert len(misses) <= len(pairs(table)) // 10, misses
