#!/usr/bin/env python3
"""Makes src/waystation/circles/words-ru.txt: the 7,776 Russian words of which receipts are made, 12.9 bits a word.

    python tools/words_ru.py RU_RU.DIC     the dictionary as in Debian's hunspell-ru 7.5.0 and npm's dictionary-ru 3.0.0

It needs pymorphy3 2.0.6, pymorphy3-dicts-ru 2.4.417150.4580142 and wordfreq 3.1.1, which the project itself does not.
The words are from Alexander I. Lebedev's Russian spelling dictionary (1997-2008, a BSD licence; what is modified must
say so: this list is). OpenCorpora's dictionary in pymorphy3-dicts-ru (CC BY-SA 3.0) only tells the nouns, and wordfreq
(data CC BY-SA 4.0) only how often a word is written: nothing of theirs is kept.
Taken are KEPT, nouns of 4 to 9 letters, the most written first, then adjectives to fill up, as dictionaries have them.
No two words become the same when each loses a letter, nor sound alike: the rarer goes. So one letter wrong, missing or
too many, or two swapped, never make another word of the list. Left out are:
* words with ё, which half of the people write е; names, slang; what is more often another part of speech; rare science
* people and animals, among whom are slurs, peoples, faiths and ranks, except KEPT; adjectives of peoples and places
* what a hostile reader of a phone, or a frightened writer, may see meaning in: sex, faith, crime, police, war, death,
  flight, politics, illness, insults. LEFT_OUT has their beginnings, as short as spares most harmless words; $ is an end
"""

import re
import sys
from math import fsum
from pathlib import Path

from pymorphy3 import MorphAnalyzer
from wordfreq import get_frequency_dict

LIST = Path(__file__).resolve().parent.parent / "src" / "waystation" / "circles" / "words-ru.txt"
COUNT, RARE, SCARCE = 7776, 8e-7, 1.5e-7
SCIENCE = re.compile(r".*([иы]н|ид|ит|ол|ил|ий|аза|оза?|из|ен|ат|ома|ция)$")
ADJECTIVE = re.compile(r".*(?<!ск|цк|ан|ен|ян)[ыио]й$")  # nor those of which few know whether н or нн
HEARD = str.maketrans("бвгджзщоэеёяйыю", "пфктшсшаииииииу", "ъь")
BARRED = {"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Slng", "Infr", "Arch", "Erro", "Apro", "Anum"}
KEPT = """
    автор бабочка бабушка бизон биолог великан верблюд водолаз волк воробей ворона выдра геолог гость гусеница гусь
    дворник дедушка дельфин динозавр доктор дочка дракон дрозд друг дятел дядя енот жаба жираф зайчик заяц зебра
    зоолог игрок инженер капитан карась кобра коза колибри комар кондитер конь корова коршун космонавт котик кошка
    краб кролик кузнечик кукла курица ласточка лебедь лиса лосось лось лошадка лягушка мальчик мама мамонт мастер
    математик медведь моряк музыкант муравей муха носорог няня обезьяна овечка огородник окунь олень пассажир пастух
    паук певец пешеход пианист пилот пингвин писатель плотник повар попугай портной почтальон поэт птица птичка
    пчела редактор рыба рыцарь садовник сестра синица скворец скрипач скульптор слон сова сокол соловей сосед сторож
    страус стрекоза строитель студент суслик тигр тренер турист тюлень улитка утка ученик учитель фазан фермер физик
    фламинго фотограф хамелеон хомяк художник черепаха читатель школьник щенок ягуар ястреб ящерица
"""
LEFT_OUT = """
    .*изм$ аб(б|в|ор) ав(анг|анп|и|тон) аг(е|и|о) ад(о|ю) акаф ал(и|к|та) ам(ел|ни|пут|ун) ан(ар|аф|ге|не|они|у|ш)
    апар ар(ия|ми|с|тп|ь) асф ат(а|омн) аут афг аэроф ба(б|льб|нда|рр|та) бе(збо|зви|зз|зн|зру|зум|локо|сп|сст)
    би(б|зо|к|тв|ч) бл(аг|аже|ев|инд|ицк|ока|окп|уд) бо(го|е|ж|йн|мб|рде) бр(ань|аун|ед|ех|оне|оня|юм) бу(нде|нк|нт)
    быд бью бю(л|с) ве(нг|нд|нча|ра|рбо|рма|ров) вз(во|л|р|я) ви(б|за|зо|нто|нч|се) вла во(е|йн|лг|н|ров|сс) вш
    вы(дач|ж|ки|ми|стр|сыл) га(дк|нг|ре|рн|у|ши) гвар ге(г|е|й|мор|ни|нш|п|рб$|роин|рп|с) ги(бе|бл|л|м) гл(ас|ор|уп)
    гн(ил|о|ус) го(вн|лг|леньк|лл|лу|лы|ни|нор|рба|рко|рм|с) гр(ана|аниц|ех|еш|об|уд) гулящ
    де(би|вич|до|ма|мо|рж|рь|са|сп|то|фе) ди(ар|ас|ве|виз|ктат|по|стр) до(вы|гм|за|зир|зн|не|нос|хл) др(ака|ед|ян)
    ду(бинк|бро|ля|ма|р|ш|эл) ев еп ер есс жен жи(д|ти) жо жре жутк
    за(виси|гов|гр|дниц|док|кля|кон|лож|лп|му|падня|пре|раз|рубе|са|сте|тв) за(точ|ч) зверс зен зл(об|ов|од) зона$
    зу(бр|л) ивр ид(ео|иш) из(а|би|бр|ды|мена|ол|ъ) ик(а|он) им(пер|пи) ин(дус|ор|су|ти|триж|фа|це) ис(л|пан|по|тя)
    йор ка(вал|ди|з|йф|либ|мера|муф|нд|нон|пк|псю|ра$|раб|рау|рма$|ртеч|рц|сте) ка(стр|тала|таф|тех|тор) ке(ль|ч)
    ки(бу|нж|па$|рх) кл(арк|ев|ейм|из|им|инок|ит|об|яу) кно
    ко(бу|да|зли|каи|ке|лони|мму|мпар|мс|нво|нда|нни|нопл|нтр|нтуз|нч|рру) ко(стол|шер|шм|щ)
    кр(аж|айк|ам|ейс|ема|емл|ест|ещ|им|ов) ку(ба|лич$|льт|рок|рящ|т) ла(ге|да|мпад) ле(зг|йке|пр|сопо)
    ли(би|кв|нко|ту|фч) ло(б|ву|зу) любо ма(в|гия|йд|ла|ниф|раз|рих|ск|со|те|тк|точ|у|ф|ц) ме(но|рз|рс|сть) мз
    ми(гра|ли|на|но|т|ше) мо(ги|ле|ли|лочни|лч|нар|ног|рг$|рд|рж|рт|рфи|скв|ча$|че|ш) му(к|че) мщ мышь мя(сор|те)
    на(бож|га|глы|гот|груд|дг|деж|дзо|каз|ма|па|про|рк|руч|ры|ст$|те|ци|ше)
    не(вери|вин|во|вр|доби|дов|жит|к|мч|пь|сво|тр) ни(м|р) ноже
    об(ви|едн|иж|ите|ко|лав|ман$|на|ое|озн|ой|орон|рез|ря|ыс) одноп ожо ок(ку|оп) оне оп(асн|и|олч|п|ри|ухо|ущ|ь)
    ор(газ|ги|у) ос(ада|кол|танк|тро) от(жив|мщ|мы|пе|рав|реб|реп|род|си|со|стр|ча) охран оцеп
    па(д|кк|льми|ни|пс|рали|ран|раш|рл|рол|рт|рш|сх|тр) пе(дик|доф|нис|пс|ресу|рси$|туш|х) пи(ке|рат|сс|ст)
    пл(ах|ац|аща|еб|еть) по(б|вес|ган|ги|гон|ддел|джо|дку|дл|дпол|дры|дса|дсу|зор|кая|ки|кров|лиг)
    по(лит|лиц|лко|лот|лоу|лп|лый|мин|молв|но|пк|рн|рох|роч|руг|стов|стри|тен) по(ха|хи|хор|хот|ц|чив|шл)
    пр(аве|айд|еч|ибе|игов|иду|изы|икл|ися|итон|ичас|ию|ода|оказ|окл|опащ) пр(опов|осф) пс(ал|их) пу(л|тч|ше|шк) пыт
    пь ра(да$|дик|ду|збо|зве|зво|звя|згро|зя|йк|ке|на|нев|пид|са|скосый|со|спра) ра(спу|спя|сст|стра|ть) рво
    ре(вк|во|жим|зня|й|кв|лиг|мин|пре) ри(за|ту|фто|ш) ро(дд|дил|жа|жд|зг|зовы|зыс) ру(беж|г|ж|с) рыц рэ ряса
    са(б|мос|нкц|рко) сб(е|род) св(ад|ерж|инс|об|ол|ят) сгл се(дм|кач|кр|кс|кт|мин|на|па) си(наг|нед|нил|нод|с|фи)
    ск(ин|иф|леп|оп$|орб|от|риж) сл(ав|едс|еж|ужеб|учк) см(ерт|р) сн(ар|ош) со(бор|вм|дом|ж|и|пл|рти|са|ско|су|чел)
    сп(асе|ер|ец|ид) ср(аж|ам|ет) ссылк ст(ач|ихир|рах$|раши|рель|рип|ыд) су(а|бм|гр|д|ев|и|т) сыс
    та(г|и|йн|лм|мож|нк|рт|т) те(мни|о|рро) ти(ран|ть) то(й|рп)
    тр(авля|авм|альщ|анш|аур|ебн|ев|езв|екл|ибу|из|ипп|оиц|омбоз|он$|опар|оти) тр(уп$|усо) ту(з|нг|п) тюр уб(ие|ог)
    ув(еч|ял) уг(н|олов|он|ро) уд(ав|у) ужа ук(ол|ры) улик ум(ер|и) упав ур(ет|и|н|од) усо утреня ущ фа(л|рс)
    фе(к|рми$|т) фи(ат|г|м) флир фо(ртр|ф) фро фуг ха(д|ли|м|нж|ра|ря) хи(нд|ще) хо(ле|лос|ру|рь|хол$) хрен хун царс
    це(лов|нзу|рк) циа цы ча(д|лм|со|хо) че(лю|рк|рну|рнь|со) чиб чок чрес чу(до|жб|м|р) ша(ма|нт|пок|риа|шк|шн)
    швал шевр ши(з|фр) шм шот шп(аг|ана|ио|р) шрап шт(аб|урм|ык) шуш щер эв(а|т) эдем экстре эми эн(до|у|ц)
    эп(ил|ита) эр(е|м|ог|от) эс(кад|ко|м|тр) эт(ап$|н) юнк юро ябе яв(к|о) ягодиц яд языче яи
"""


def deletions(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def heard(word: str) -> str:
    """Roughly how it sounds: о like а, е and й like и, б like п, a doubled letter like one, ъ and ь like nothing."""
    return re.sub(r"(.)\1+", r"\1", word.translate(HEARD))


def candidates(dictionary: Path) -> list[str]:
    entries = {line.split("/")[0].strip() for line in dictionary.read_text("utf-8").splitlines()}
    entries -= {entry.replace("ё", "е") for entry in entries if "ё" in entry}
    morph, written, found = MorphAnalyzer(), get_frequency_dict("ru", "best"), []
    kept, left_out = set(KEPT.split()), re.compile("|".join(LEFT_OUT.split()))
    for word in (entry for entry in entries if re.fullmatch("[а-я]{4,9}", entry)):
        parses = morph.parse(word)
        best, tag = parses[0], parses[0].tag
        if best.normal_form != word or not best.is_known or "nomn" not in tag or any("ё" in p.word for p in parses):
            continue
        use = fsum(written.get(f, 0) for f in {f.word for f in best.lexeme} if morph.parse(f)[0].normal_form == word)
        noun = tag.POS == "NOUN" and "anim" not in tag and use >= (RARE if SCIENCE.match(word) else SCARCE)
        adjective = tag.POS == "ADJF" and bool(ADJECTIVE.match(word))
        if word in kept or ((noun or adjective) and not BARRED & tag.grammemes and not left_out.match(word)):
            found.append((word not in kept, adjective, -use, word))
    return [entry[-1] for entry in sorted(found)]


taken, seen = [], set()
for word in candidates(Path(sys.argv[1])):
    traces = {*deletions(word), heard(word) + " aloud"}
    if len(taken) < COUNT and not traces & seen:
        taken.append(word)
        seen |= traces
assert len(taken) == COUNT
LIST.write_text("".join(f"{word}\n" for word in sorted(taken)), "utf-8")
