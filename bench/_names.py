"""Names of six cultures, of which people are invented. Foreign ones hold spellings of one name, parted by ``|``: the own
script first where there is one. Common names only; whole people of these names are invented by ``_people``."""

MEN = {
    "russian": "Александр Дмитрий Сергей Андрей Алексей Максим Евгений Иван Михаил Артём Владимир Николай Роман Павел Денис "
    "Антон Илья Никита Кирилл Игорь Виктор Олег Юрий Константин Виталий Вадим Егор Глеб Тимофей Борис Степан Григорий",
    "chechen": "Магомед Рамзан Руслан Ахмед Хусейн Хасан Умар Муса Иса Адам Ислам Зелимхан Шамиль Тимур Рустам Заур Апти "
    "Бислан Саид Асхаб Мовсар Хамзат Ибрагим Юсуф Сулейман Якуб Лечи Турпал Джабраил Ризван Ильяс Абдула Аслан Мурад Анзор",
    "central": "Бахтиёр Шерзод Улугбек Рустам Азиз Фарход Дильшод Нурлан Ерлан Тимур Айбек Азамат Бекзод Жасур Комил Далер "
    "Фируз Шухрат Кайрат Мирлан Умид Санжар Тахир Иброхим Хуршед Джамшед Алишер",
    "arabic": "محمد|Mohammed|Muhammad|Mohamad أحمد|Ahmed|Ahmad علي|Ali|Aly حسن|Hassan|Hasan حسين|Hussein|Husayn عمر|Omar|Umar "
    "خالد|Khaled|Khalid يوسف|Youssef|Yusuf مصطفى|Mustafa|Moustafa إبراهيم|Ibrahim|Ebrahim سامي|Sami|Samy طارق|Tarek|Tariq "
    "كريم|Karim|Kareem ماجد|Majed|Majid نبيل|Nabil|Nabeel رامي|Rami|Ramy وليد|Walid|Waleed زياد|Ziad|Ziyad فادي|Fadi|Fady "
    "حمزة|Hamza|Hamzah",
    "persian": "رضا|Reza|Reza علی|Ali|Ali امیر|Amir|Ameer حسین|Hossein|Hosein مهدی|Mehdi|Mahdi سعید|Saeed|Said آرش|Arash|Arash "
    "بهرام|Bahram|Bahraam کامران|Kamran|Kaamran نوید|Navid|Naveed پویا|Pouya|Pooya فرهاد|Farhad|Farhaad سیاوش|Siavash|Siyavash "
    "محمد|Mohammad|Mohamad کیان|Kian|Kiyan بابک|Babak|Baabak",
    "african": "Mamadou Ibrahima Ousmane Moussa Abdoulaye Jean-Pierre Emmanuel Patrick Issa Cheikh Amadou Souleymane "
    "Boubacar Alpha Thierno Serge Didier Christian Yves Koffi Kouassi Olivier Fabrice Blaise Aliou",
}  # fmt: skip
WOMEN = {
    "russian": "Анна Мария Елена Ольга Наталья Екатерина Анастасия Ирина Татьяна Юлия Дарья Светлана Виктория Полина Ксения "
    "Алина Марина Александра Евгения Вера Надежда Кристина Валерия",
    "chechen": "Мадина Хава Амина Зарема Марьям Хеда Лейла Айшат Петимат Зулихан Луиза Элина Камила Тамила Селима Раиса Иман "
    "Фатима Асет Милана",
    "central": "Гульнара Нигора Малика Зарина Дилноза Айгуль Мадина Нилуфар Шахноза Камила Асель Жанар Фарангис Ситора",
    "arabic": "فاطمة|Fatima|Fatma عائشة|Aisha|Aicha مريم|Mariam|Maryam سارة|Sara|Sarah ليلى|Layla|Leila نور|Nour|Noor "
    "زينب|Zeinab|Zaynab هدى|Huda|Hoda رنا|Rana|Rana سلمى|Salma|Selma",
    "persian": "فاطمه|Fatemeh|Fatima زهرا|Zahra|Zahraa مریم|Maryam|Mariam سارا|Sara|Sarah نرگس|Narges|Nargess شیرین|Shirin|Shireen "
    "پریسا|Parisa|Pareesa الهام|Elham|Ilham",
    "african": "Aminata Fatoumata Mariam Aissatou Awa Marie-Claire Grace Chantal Adjoua Akissi Bintou Kadiatou Nadege "
    "Rokia Solange",
}  # fmt: skip
STEMS = {
    "russian": "Иван Смирн Кузнец Поп Васил Петр Сокол Михайл Новик Фёдор Мороз Волк Алексе Лебед Семён Егор Павл Козл Степан "
    "Никола Орл Андре Макар Никит Захар Зайц Соловьё Борис Яковл Григорь Роман Воробь Сергее Кузьм Фрол Александр Дмитри "
    "Корол Гусе Кисел Ильи Максим Поляк Сорок Виноград Ковал Бел Медвед Антон Тарас Жук Баран Филипп Комар Давыд Беля",
    "chechen": "Магомед Ахмед Хас Мус Ис Умар Алхас Дуд Масх Закаев Кадыр Яндарби Саид Хамид Исраил Эльмурз Бата Газих "
    "Джабраил Ибрагим Сулейман Абдулкадыр Юсуп Байсан Гай Эльдар Тепса Цара Шама Шаип Хадж Гери Дадаш Дока Мадаг "
    "Виса Асхаб Ирис Алих Мальсаг Оздо Евло Бара Ужах Плие Ауш Гази Нальг Чапан",
    "central": "Рахим Карим Юсуп Исмаил Назар Турсун Абдулл Мирзо Хаким Собир Ташпулат Ергаш Сатыбалд Бекмурат Нурмат "
    "Досмухамед Ахмет Оспан Жумабай Алимжан Шарип Ходжа Сайдул Джалол Мамат Токто",
}  # fmt: skip
TAIL = ("бар вол гор дуб жел зар кал лом мел нор пал рум сал тал хал чал шал бек дар лаг маз раз таш хан цар яр".split(),
        "ан ар ат ел ен ер ик ил ин ир ок ол он ор ош уг ум ун ур ут ад ак".split())  # fmt: skip
ENDS = {
    "russian": ("ов", "ев", "ин", "ов"),
    "chechen": ("ов", "ев", "ханов", "иев"),
    "central": ("ов", "ев", "заде", "баев"),
}
FOREIGN = {
    "arabic": "الخطيب|Khatib|Al-Khateeb حداد|Haddad|Hadad المصري|Masri|Al-Masry نجار|Najjar|Najar العلي|Al-Ali|Alali "
    "الأحمد|Al-Ahmad|Alahmed شاهين|Shaheen|Chahine منصور|Mansour|Mansoor سليمان|Suleiman|Sulaiman عبدالله|Abdullah|Abdallah "
    "درويش|Darwish|Darwich حمدان|Hamdan|Hamdane قاسم|Qasim|Kassem الشامي|Shami|Al-Chami بكري|Bakri|Bakry زيدان|Zidan|Zaidan "
    "الحلبي|Halabi|Al-Halaby صالح|Saleh|Salih ناصر|Nasser|Nasir طه|Taha|Taha جابر|Jaber|Jabir رشيد|Rashid|Rasheed "
    "خليل|Khalil|Khaleel فارس|Fares|Faris العمري|Omari|Al-Omary",
    "persian": "رضایی|Rezaei|Rezai محمدی|Mohammadi|Mohamadi حسینی|Hosseini|Husseini احمدی|Ahmadi|Ahmady کریمی|Karimi|Kareemi "
    "موسوی|Mousavi|Moosavi جعفری|Jafari|Jaafari صادقی|Sadeghi|Sadeqi نوری|Nouri|Noori شریفی|Sharifi|Shareefi "
    "رحیمی|Rahimi|Raheemi قاسمی|Ghasemi|Qasemi زارع|Zare|Zareh تهرانی|Tehrani|Tehrany بهرامی|Bahrami|Bahraami "
    "یزدانی|Yazdani|Yazdaani فرهادی|Farhadi|Farhaadi کاظمی|Kazemi|Kazimi",
    "african": "Diallo Traore|Traoré Ouattara|Watara Coulibaly|Koulibaly Kone|Koné Diop|Dyop Ndiaye|N'Diaye Sow|Sou Bah|Ba "
    "Camara|Kamara Keita|Keïta Toure|Touré Cisse|Cissé Sylla|Silla Kouame|Kouamé Konate|Konaté Sidibe|Sidibé Mbaye|M'Baye "
    "Fofana Sanogo|Sanogho Nguema|Ngema Mbemba|Bemba Ilunga|Illunga Kabongo|Cabongo Mukendi|Moukendi Tshibangu|Chibangu "
    "Okafor|Okaffor Mensah|Mensa Amoah|Amoa Bamba|Bamba",
}  # fmt: skip
ROOTS = "ب|b د|d ر|r س|s ش|sh ف|f ك|k ل|l م|m ن|n ز|z ح|h ج|j ت|t ط|t".split()
ROOTS = [tuple(root.split("|")) for root in ROOTS]
PERSIAN_ENDS = [
    ("ی", "i", "y"),
    ("زاده", "zadeh", "zade"),
    ("پور", "pour", "poor"),
    ("یان", "ian", "iyan"),
    ("نژاد", "nejad", "nezhad"),
]
AFRICAN_TAIL = (
    "ba bo da dia fa ka ko ma mou na nga sa sou ta tou wa ya za".split(),
    "ba di fou ka li ma mba na ndou ra ssi ta".split(),
    ["", "", "go", "ka", "la", "ne", "re", "te"],
)
NICKNAMES = dict(
    pair.split("=") for pair in
    "Александр=Саша Александра=Саша Дмитрий=Дима Сергей=Серёжа Алексей=Лёша Евгений=Женя Евгения=Женя Иван=Ваня Михаил=Миша "
    "Владимир=Вова Николай=Коля Роман=Рома Павел=Паша Константин=Костя Григорий=Гриша Анна=Аня Мария=Маша Елена=Лена Ольга=Оля "
    "Наталья=Наташа Екатерина=Катя Анастасия=Настя Татьяна=Таня Юлия=Юля Дарья=Даша Светлана=Света Виктория=Вика "
    "Магомед=Мага Рустам=Рустик Руслан=Рус Тимур=Тима Шерзод=Шеря Улугбек=Улук Тимофей=Тима Ксения=Ксюша".split()
)  # fmt: skip
