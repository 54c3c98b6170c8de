"""The words by which people ask for the week, in four languages; data, compared as heard (knowledge.text).

How an entry is written: `word` the whole word, `word*` every word that begins so, `=word` as typed (for short words
that sound like others), `two_words` in this order. Polish without marks and Latin-typed Cyrillic need no entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.i18n import N_


@dataclass(frozen=True, slots=True)
class Concept:
    """A kind of help people name. asked: what they call it. named: what marks it in the sheet's own names and
    ids. is_office: also the name of an office elsewhere in the city, so its opening hours are not ours to tell."""

    id: str
    label: str
    asked: str
    named: str
    is_office: bool = False


CONCEPTS: Final = (
    Concept(
        "lawyer",
        N_("Lawyer"),
        """lawyer* attorney* solicitor* legal_aid legal_advice legal_advis* legal_help юрист* адвокат* правник*
        юридичн* юридическ* правов*_допомог* правов*_помощ* prawnik* prawniczk* adwokat* radc*_prawn* porad*_prawn*
        pomoc*_prawn*""",
        "lawyer* legal* юрист* адвокат* правник* prawnik* adwokat* porad*_prawn*",
    ),
    Concept(
        "psychologist",
        N_("Psychologist"),
        "psycholog* psiholog* psixolog* психолог* therapist* psychoterap* психотерап*",
        "psycholog* психолог* psych psy",
    ),
    Concept(
        "red-cross",
        N_("Red Cross"),
        "red_cross redcross червон*_хрест* красн*_крест* czerwon*_krzyż* =pck =пчк =пкк",
        "red_cross redcross czerwon*_krzyż* червон*_хрест* красн*_крест*",
    ),
    Concept(
        "family-search",
        N_("Searching for family members"),
        """family_tracing family_search search*_for_family search*_for_relatives пошук*_рідн* пошук*_родич*
        розшук*_рідн* поиск*_родн* поиск*_родствен* розыск*_родн* poszukiwan*_rodzin* poszukiwan*_bliskich""",
        "rc_tracing family_tracing search*_for_family пошук*_рідн* поиск*_родн* poszukiwan*_rodzin*",
    ),
    Concept(
        "iom",
        N_("IOM"),
        """iom =мом international_organi*_for_migration міжнародн*_організац*_міграц*
        международн*_организац*_миграц* міжнародн*_організац*_з_міграц* международн*_организац*_по_миграц*
        międzynarodow*_organizac*_migrac*""",
        "iom",
    ),
    Concept(
        "labour-office",
        N_("Labour office adviser"),
        """labour_office labor_office labour_advis* labor_advis* job_advis* job_centre job_center work_advis*
        urząd_pracy urzęd*_pracy doradc*_pracy doradc*_zawodow* =gup =гуп центр*_зайнятост* центр*_занятост*
        бірж*_праці бирж*_труда служб*_зайнятост* служб*_занятост* порадник*_з_питань_праці
        консультант*_по_вопросам_труда консультант*_по_труду уженд*_праці уженд*_праци""",
        "labour_office urzęd*_pracy urząd_pracy питань_праці вопросам_труда gup",
        is_office=True,
    ),
    Concept(
        "social",
        N_("Social assistance adviser"),
        """mops мопс social_worker* social_assistance social_welfare соцпрацівник* соцработник*
        соціальн*_допомог* соціальн*_працівник* социальн*_помощ* социальн*_работник* pomoc*_społeczn*
        pracownik*_socjaln*""",
        "mops social_assistance social_welfare соціальн*_допомог* социальн*_помощ* pomoc*_społeczn*",
        is_office=True,
    ),
    Concept("zus", N_("ZUS adviser"), "zus зус ezus", "zus", is_office=True),
    Concept("nfz", N_("NFZ adviser"), "nfz нфз", "nfz", is_office=True),
    Concept(
        "business",
        N_("Business adviser"),
        """business* biznes* бизнес* бізнес* entrepreneur* підприєм* предпринимат* przedsiębior*
        zakładan*_firm* відкрит*_фірм* открыт*_фирм*""",
        "business biz zakładanie_firmy przedsiębior* підприєм* предпринимат*",
        is_office=True,
    ),
    Concept(
        "disability",
        N_("Families of children with disabilities"),
        "disabilit* disabled інвалідн* инвалидн* niepełnospraw*",
        "disabilit* disab niepełnospraw* інвалідн* инвалидн*",
        is_office=True,
    ),
    Concept(
        "polish-club",
        N_("Polish conversation club"),
        """polish_club polish_conversation* conversation_club* conversation_group* speaking_club*
        розмовн*_клуб* разговорн*_клуб* клуб*_польськ* клуб*_польск* klub*_konwersac* klub*_polsk* konwersac*
        мовн*_клуб* языков*_клуб*""",
        "conversation_club розмовн*_клуб* разговорн*_клуб* klub*_konwersac*",
    ),
    Concept(
        "sign-language",
        N_("Polish Sign Language"),
        "sign_language pjm жестов*_мов* жестов*_язык* język*_migow* migow* жестов*",
        "sign_language pjm жестов* migow*",
    ),
    Concept(
        "latin-mothers",
        N_("Latin American mothers' group"),
        """latin_american* latin_mother* latin_mom* latina_moms латиноамерик* мам*_з_латин* мам*_из_латин* latynos*
        mam_z_amer*""",
        "latin_american* latin_moms latmoms",
    ),
    Concept("desk", N_("Information Point"), "reception рецепці* ресепшн* ресепшен* recepcj* information_desk", "desk"),
)

# Group -> entries. A day's group carries what it means.
GROUPS: Final = {
    "when": """when коли когда kiedy what_time which_day which_days what_day what_days days day о_котрій
        во_сколько до_скольки со_скольки до_котрої з_котрої до_которого_часа з_якої_години до_якої_години
        до_какого_часа с_какого_часа which_time which_hours в_якій_годині в_який_час в_какое_время o_której
        do_której od_której o_ktorej w_jakie_dni w_które_dni які_дні яких_днях який_день в_який_день какие_дни
        каким_дням какой_день в_какой_день день дні дни dzień dni hours hour годин* часы godzin* what_hours
        at_what_time till_when until_when koly""",
    "today": """today todays сьогодні сьогоднішн* сегодня сегодняшн* dziś dzisiaj dzisiejsz* siogodni syogodni tonight
        севодня""",
    "now": "now зараз сейчас теперь teraz right_now в_даний_момент",
    "tomorrow": "tomorrow tomorow tommorow tomorrows tmrw завтра jutro завтрашн* jutrzejsz*",
    "aftertomorrow": "day_after_tomorrow післязавтра послезавтра pojutrze",
    "mon": "monday mondays =mon понеділ* понедельн* poniedział* =пн =pn =pon",
    "tue": "tuesday tuesdays =tue =tues вівторок вівторк* вторник* wtorek wtork* =вт =wt",
    "wed": """wednesday wednesdays =wed середа середу середи серед среда среду среды сред środa środę środy środ =ср
        =sr =śr""",
    "thu": "thursday thursdays =thu =thur =thurs четвер четверг* четверга четвергам czwartek czwartk* =чт =czw =cz",
    "fri": "friday fridays =fri пятниц* пятницю пʼятниц* piątek piątk* =пт =pt",
    "sat": "saturday saturdays =sat субот* суббот* sobot* sobót =сб =sob",
    "sun": "sunday sundays =sun неділя неділю неділі воскресень* niedziel* =нд =вс =nd =ndz",
    "week": "week weeks тиждень тижня тижні тижню неделя неделю неделе недели tydzień tygodnia tygodniu",
    "weekend": "weekend weekends weekendu вихідні вихідних выходные выходных уікенд* уикенд*",
    "next": "next following наступн* следующ* przyszł* następn* найближч* ближайш* najbliższ* coming upcoming",
    "this": "this current ця цю цей цьому цього цім эта эту этой этот этом этого ten tę tego tej tym obecn* поточн*",
    "presence": """is_there are_there will_there чи_є чи_буде чи_будуть чи_має есть_ли будет_ли будут_ли
        czy_jest czy_są czy_będzie czy_będą czy_macie приймає приймаєте приймають приймаєт приймати принимает
        принимают принимаете przyjmuje przyjmują przyjmujecie чергує чергують чергуванн* дежурит дежурят дежурств*
        dyżur* on_duty on_shift duty available доступн* dostępn* консультує консультують консультирует консультируют
        konsultuje receives is_in is_here is_he_there чи_працює чи_приймає чи_принимает czy_przyjmuje czy_pracuje""",
    "copula": "is are be will being є есть суть jest są буде будет будуть будут będzie będą has have має",
    "works": "works working працює працюють работает работают pracuje pracują",
    "who": """who whos хто кто kto who_is which_organi* which_services what_services які_організац* какие_организац*
        jakie_organizac*""",
    "anyone": """anyone anybody someone somebody хтось хтонебудь кто_нибудь кто_то ктото ktoś ktokolwiek хто_небудь""",
    "here": "here there тут там tu tutaj tam onsite in_person на_місці на_месте na_miejscu",
    "open": """open opened opening opening_hours opening_times open_hours working_hours closed відкрито
        відкриті відкритий відчинено відчинені зачинено зачинені закрито закриті открыто открыты открыт закрыто
        закрыты закрыт otwarte otwarty otwarci otwarcia czynne czynny czynni czynna nieczynne nieczynny zamknięte
        zamknięty do_you_work are_you_working you_work you_are_working працюєте работаете pracujecie
        відчиняєтесь відчиняєтеся відкривається відчиняється
        открывается otwiera закривається зачиняється закрывается zamyka відкриваєтесь открываетесь otwieracie
        закриваєтесь зачиняєтесь закрываетесь zamykacie години_роботи
        часы_работы режим_роботи режим_работы час_роботи время_работы графік_роботи график_работы godziny_pracy
        godziny_otwarcia godzinach_otwarcia""",
    "point": """point info_point information_point infopoint пункт пункту пункті пункте пункта punkt punktu punkcie
        інфопункт* инфопункт* information_centre information_center pomost помост інформаційн*_пункт*
        информационн*_пункт* punkt_informacyjn* punkcie_informacyjn*""",
    "you": "you your вас вами ваш ваша ваші ваше ваши ви вы was wasz wasze wy",
    "timetable": """timetable timetables розклад розкладу расписание расписания расписании rozkład rozkładu
        harmonogram* schedule графік графіку график графика grafik grafiku duty_roster roster""",
    "event": """what_is_on whats_on what_is_happening whats_happening what_is_going_on what_happens що_буде
        шо_буде що_відбувається що_цікавого что_будет что_происходит что_интересного co_się_dzieje co_będzie
        co_jest_w co_w events event activities події подій заходи события событий мероприят* wydarzen* zajęcia
        занятия заняття program* програм* программ* what_do_you_have що_у_вас что_у_вас co_macie що_в что_в що_у""",
    "speak": """speak speaks speaking говорить говорит говорят говорять розмовляє розмовляють разговаривает
        mówi mówią mówiąc* mówiący володіє владеет in_language мовою языком językiem знає знает zna""",
    "come": """come visit прийти приходить приходити приехать приїхати прийду підійти подойти зайти przyjść
        przyjdę przyjechać wpaść завітати попасть потрапити dostać_się""",
    "booking": """book booking appointment appointments записатися записатись записаться запис запись zapisać
        zapis umówić umówienie wizyt* візит* визит* reserve""",
    "how": """how why як как jak чому почему dlaczego скільки сколько ile якщо если jeśli jeżeli if що_робити
        что_делать co_robić what_should what_to_do how_much how_long how_many навіщо зачем po_co чи_потрібно
        нужно_ли czy_trzeba""",
    "uk": "ukrainian українськ* украинск* ukraińsk* українці украински",
    "ru": "russian російськ* русск* росийск* rosyjsk* русски",
    "pl": "polish польськ* польск* polsk* польски",
    "en": "english англійськ* английск* angielsk* английски",
    "es": "spanish іспанськ* испанск* hiszpańsk*",
    "be": "belarusian білоруськ* белорусск* białorusk*",
    "where": "where де где gdzie куди куда dokąd",
    "filler": """a an the i me my we us to at in on for of from with and or do does did can could may please
        pls hi hello hey good_morning good_day good_evening thanks thank_you sorry excuse_me tell say know want need
        like would see meet talk get_to consult consultation* consult* advice adviser advisor free help that it he
        she they his her their which what week_s any some also still only then than until till later morning
        afternoon evening exactly ask question about а і й та в у на до з із зі для про від о об к ко с со из за по
        от и или або чи ли же ж б бы би то ну так мені мене мне меня нам нас мій моя мої мой мои я він вона вони он
        она они його её їх их ми мы доброго_дня добрий_день добрый_день добрий_ранок доброе_утро добрый_вечер
        добрий_вечір привіт привет вітаю здравствуйте день_добрый скажіть скажите підкажіть подскажите дякую спасибо
        будь_ласка пожалуйста хочу хотів хотіла хотел хотела хотілося треба потрібен потрібна потрібно потрібні
        нужен нужна нужно нужны можна можно можу могу хочеться консультац* порад* совет прийом прийому прием приём
        приема приёма прийома безкоштовн* бесплатн* який яка які яке какой какая какие какое що что
        шо це это ще еще ещё вранці утром ввечері вечером вдень днем днём знати узнать дізнатися спитати спросить
        подойдет ждать чекати працівник сотрудник спеціаліст* специалист* консультант* порадник* w we na do z ze dla
        o od po i lub albo czy a ja mi mnie mój moja my nam nas on ona oni się to jaki jaka jakie dzień_dobry cześć
        witam dobry_wieczór proszę dziękuję poproszę chcę chciałbym chciałabym potrzebuję muszę można mogę
        powiedzieć powiedzcie wiedzieć zapytać konsultacj* porad* przyjęcia przyjęć przyjęcie bezpłatn* darmow*
         co rano wieczorem po_południu doradca doradcy specjalist* u pan pani jeszcze vas vy ti lub punktualnie""",
}

# Words in the sheet's names that say nothing about which service is meant, or that belong to many questions.
GENERIC: Final = """job* help support advice adviser advisor consultant information general group class centre center
        association office intake work working stay rent right* return benefit* account family famil* child* mother*
        adult* people polish member* search* start* open* municipal international organization sample team
        multicultural activit* conversation language small aid допомог* підтримк* порад* порадник* загальн*
        інформац* прийом груп* занятт* родин* сімʼя сімʼї сімей сімʼям діти дітей дітям дітьми мам дорослі пошук*
        рідних робот* прац* перебуванн* оренд* право права прав поверненн* виплат* польськ* мова мови мову мовою
        відкритт* питань експлуатац* розмовний помощ* поддержк* консультант* совет* общая общий информац* прием
        групп* занят* семья семьи семей семье дети детей детям детьми взросл* поиск* родных работ* труд труда
        пребыван* аренд* возвращен* выплат* польск* язык* открыт* вопрос* эксплуатац* разговорный pomoc* porad*
        doradca informacj* ogóln* grupa zajęcia rodzin* dzieci dorośli poszukiwan* praca pracy pracę pobyt* najem
        powrót prawo prawa świadczeni* polsk* język* zakładan* firm* wyzysk* konto zespół punkt* przyjęci* urzęd*
        urząd* управл* centr* stowarzysz* konwersacyjn*"""
MONTHS: Final = {
    1: "january січня января stycznia",
    2: "february лютого февраля lutego",
    3: "march березня марта marca",
    4: "april квітня апреля kwietnia",
    5: "may травня мая maja",
    6: "june червня июня czerwca",
    7: "july липня июля lipca",
    8: "august серпня августа sierpnia",
    9: "september вересня сентября września",
    10: "october жовтня октября października",
    11: "november листопада ноября listopada",
    12: "december грудня декабря grudnia",
}
