"""Claim words: the words of a sentence that say something about figures, as patterns.

All patterns are for lower-case text as `sentences.plain` leaves it, where every number has become `#` signs, every
period or date `~` signs, and every name that holds digits `@` signs. Each is tried at one place and is bounded.
"""

from __future__ import annotations

import re

UP, DOWN, GOOD, BAD = "up", "down", "good", "bad"

_RISE = (
    r"(?:(?<!gave )(?<!give )(?<!gives )(?<!giving )(?<!given )ris(?:e|es|en|ing)|rose|increas(?:e|es|ed|ing)|gr(?:ow|ows|ew|own|owing|owth)|climb(?:s|ed|ing)?|jump(?:s|ed)?|surg(?:e|ed|ing)|"
    r"(?:went|gone|going|goes|crept|edged|inched|shot|ticked|picked|moved|nudged|pushed|come|came|headed|trended) up(?:wards?)?|gain(?:s|ed)?|"
    r"uplift|upturn|upswing|upsurge|soar(?:ed|ing)|upwards?|leapt|leaped|swell(?:ed|ing)?|swollen|escalat(?:ed|ing)|rocketed|"
    r"expanded|spiked|mushroomed|ballooned|multiplied|accelerated)"
)
_FALL = (
    r"(?:f(?:all|alls|ell|allen|alling)(?! (?:through|within|apart|outside|victim|ill|into|foul|due)\b)|decreas(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|drop(?:s|ped|ping)?(?! out\b)|reduc(?:e|es|ed|ing|tion|tions)|"
    r"(?:went|gone|going|goes|crept|edged|inched|ticked|moved|nudged|come|came|headed|trended|brought) down(?:wards?)?|dip(?:s|ped|ping)?|plung(?:ed|ing)|"
    r"plummet(?:ed|ing)|shrank|shrunk|shrinking|downturn|downwards?|lessened|slump(?:ed)?|tumbl(?:ed|ing)|dwindl(?:ed|ing)|diminish(?:ed|ing)|"
    r"sank|sunk|slid|slipped back|subsid(?:ed|ing)|eased|contracted|tailed off|(?<=was )cut|(?<=were )cut|(?<=been )cut)"
)
_MORE = r"(?:higher|more|above|greater|larger|additional|extra|over|up|better|worse|in excess of|further)"
_LESS = r"(?:lower|fewer|less|below|under|smaller|down|short of)"
NOUN_UP = r"(?:rise|rises|increase|increases|growth|jump|surge|uplift|gain|climb|upturn)"
NOUN_DOWN = r"(?:shortfall|fall|falls|decrease|decreases|decline|drop|drops|reduction|reductions|dip|downturn)"

MOVES_UP, MOVES_DOWN = re.compile(rf"\b{_RISE}\b"), re.compile(rf"\b{_FALL}\b")
ABOUT = (
    r"(?:(?:just|only|well|slightly|a little|some|about|around|roughly|approximately|approx\.?|nearly|almost|over|under|"
    r"above|below|close to|circa|c\.|more than|less than|fewer than|greater than|higher than|lower than|at least|"
    r"at most|up to|no more than|no fewer than|no less than|exactly|precisely|a total of|a|an|the|another|as many as|"
    r"as few as|an estimated|in excess of|not quite|broadly|virtually|upwards of|(?:a )?factor of) ){0,4}"
)
STANDARD = r"(?:[a-z@]+-year |profiled |annual |yearly |agreed |local |national |long-term |usual )?(?:target|baseline|average|plan|goal|objective|profile|limit|threshold|ceiling|norm|~)"
QUALIFIERS = (
    ("just_over", r"(?:just|slightly|a little|marginally) (?:over|above|more than|higher than)"),
    ("just_under", r"(?:just|slightly|a little|marginally) (?:under|below|less than|fewer than|lower than|short of)"),
    ("at_least", r"(?:at least|no fewer than|no less than|not less than|not fewer than|a minimum of)"),
    (
        "at_most",
        r"(?:at most|no more than|not more than|(?<!is )(?<!are )(?<!was )(?<!were )(?<!now )(?<!went )(?<!gone )(?<!going )(?<!come )(?<!came )(?<!moved )(?<!crept )(?<!edged )(?<!rates )(?<!back )(?<!numbers )(?<!add )(?<!adds )(?<!adding )(?<!sum )(?<!sums )up to|a maximum of)",
    ),
    ("nearly", r"(?:nearly|almost|close to|not quite|approaching|virtually)"),
    ("over", r"(?:over|more than|greater than|in excess of|upwards of|higher than|above|exceeding)"),
    ("under", r"(?:under|less than|fewer than|lower than|below)"),
    ("about", r"(?:about|around|roughly|approximately|approx\.?|some|circa|c\.|broadly|or so)"),
)
QUALIFIER = tuple((name, re.compile(rf"\b{words}(?: (?:a|an|only|exactly))?\s*$")) for name, words in QUALIFIERS)

# A number that tells how much something changed, by the words just before or after it.
ADVERB = r"(?:\w{2,14}ly |only |now |further |again |also |in total |overall |in number |back ){0,2}"
CHANGED_BEFORE = tuple(
    (way, re.compile(rf"\b(?:{words}),? {ADVERB}(?:(?:by|of|is|was|at) )?{ABOUT}$"))
    for way, words in (
        (GOOD, r"improved|improving|improvement|better by|bettered"),
        (BAD, r"worsened|worsening|deteriorated|worse by|slipped|slipped back"),
        (
            UP,
            rf"{_RISE}|(?<!made )(?<!make )(?<!makes )(?<!take )(?<!took )(?<!taken )(?<!ended )up|plus|higher by|more by|an extra|an additional|{NOUN_UP} (?:in|on|since|from|over)[a-z ~'-]{{1,70}} (?:of|was|is|came to|amounted to|amounts to|equals|equates to)|{NOUN_UP} (?:comes|coming|came|works|worked) (?:out )?(?:at|to)|increased [a-z '-]{{1,40}} by",
        ),
        (
            DOWN,
            rf"{_FALL}|down|minus|lower by|fewer by|{NOUN_DOWN} (?:in|on|since|from|over)[a-z ~'-]{{1,70}} (?:of|was|is|came to|amounted to|amounts to|equals|equates to)|{NOUN_DOWN} (?:comes|coming|came|works|worked) (?:out )?(?:at|to)|reduced [a-z '-]{{1,40}} by",
        ),
    )
)
_NOUNS = (  # up to four words that can stand between a number and its "fewer"
    r"(?:(?!(?:is|was|were|are|be|has|have|had|and|or|but|in|at|of|to|which|than|against|compared|we|the|"
    r"with|for|from|on|by|still|not)\b)[a-z'/-]+ ){0,4}"
)
_BETWEEN = rf"\s*{_NOUNS}(?:\(\s*(?:or |about |around |a )*#+\s*\))?\s*{_NOUNS}"
CHANGED_AFTER = tuple(
    (way, re.compile(rf"^{_BETWEEN}\(?(?:{words})\b"))
    for way, words in (
        (GOOD, r"better(?: than)?|improvement|ahead of"),
        (BAD, r"worse(?: than)?|deterioration"),
        (
            UP,
            rf"on top of|up(?= on| from| compared| against| over| year|[.,;)]|$)|higher|more|above|greater|additional|extra|up on|up from|clear of|over (?:the |its |our |last )?{STANDARD}|{NOUN_UP}",
        ),
        (
            DOWN,
            rf"down(?= on| from| compared| against| over| year|[.,;)]|$)|lower|fewer|less|below|under (?:the |its |our |last )?{STANDARD}|short of|{NOUN_DOWN}",
        ),
    )
)
# "beat the baseline by 10 points", "fell short of the target of 90% by 3 points"
STOOD_BY = tuple(
    (way, re.compile(rf"\b(?:{words})\b[a-z ~#%'()@-]{{0,40}}\b{STANDARD}[a-z ~#%'()@-]{{0,30}} by {ABOUT}$"))
    for way, words in (
        (GOOD, r"beat(?:s|en|ing)?|better(?:s|ed|ing)?|surpass(?:es|ed|ing)?|outperform(?:s|ed)?|ahead of"),
        (BAD, r"miss(?:es|ed|ing)?|behind"),
        (UP, r"exceed(?:s|ed|ing)?|pass(?:es|ed|ing)?|above|over|higher than"),
        (DOWN, r"below|under|short of|lower than"),
    )
)
# "are up again", "Closures down: 48", "was higher this year": a direction that no number and no "than" follows.
_HOW = r"(?:(?:very |quite |[a-z]+ly |a (?:little|bit|touch|lot)|much|far|well|again|still|also|now|back|yet|once|further) ){0,3}"
STANDS = tuple(
    (
        way,
        re.compile(
            rf"\b(?:is|are|was|were|be|been|being|'s|'re|stays?|stayed|remains?|remained|stands?|stood|runs?|ran|came (?:in|out)|ended) {_HOW}"
            rf"(?P<way>{up}|{than})\b(?! to (?!#)| and running| for\b)"
            rf"|(?P<bare>\b{up})(?=(?:,? (?:again|sharply|slightly|markedly|strongly|a (?:little|bit|touch)|once more|this|in ~|over the|~)|[,:;.]|$))"
        ),
    )
    for way, up, than in ((UP, "up", "higher"), (DOWN, "down", "lower|fewer"))
)
STAYED = re.compile(
    r"\b(?:unchanged|no (?:real |overall )?change|(?:the |about the |much the |exactly the )same(?: as| level| number| figure| rate)?"
    r"|stable|steady|static|similar|level with|in line with|consistent with|flat|constant|stagnant|has not changed|did not change|have not changed|remain(?:s|ed)? at)\b"
)
NOT_NOW = re.compile(
    r"\b(?:will|would|could(?! not|n't)|may|might|should|shall|can|aim(?:s|ed|ing)?|hop(?:e|es|ed|ing)|hopefully|plans? (?:to|for)|planned|planning|"
    r"intend(?:s|ed)?|(?<!as )(?<!than )expect(?:s|ed|ing)?|expectation|anticipat(?:e|es|ed)|seek(?:s|ing)?|want(?:s)?|wish|if|unless|forecast|"
    r"project(?:ed|ion)|predict(?:ed)?|ambition|goal|commit(?:ted|ment)|due to|likely|whether|ought|must|need(?:s)? to|"
    r"(?:(?:working|order|designed|help|helps|helping|helped|efforts?|focus(?:ed|ing)?|try|trying|effort|use[ds]?|able|asked|agreed|going|set up|continue[sd]?|going forward|about|steps|work|measures|action|actions) to)|"
    r"next (?:year|quarter|period|month)|potential(?:ly)?|risk(?:s)? (?:of|that)|in future)\b"
)
INFINITIVE = re.compile(
    r"\bto (?:further |help |also |better )?(?:re)?(?:duc|reduc|increas|improv|rais|low|cut|meet|achiev|reach|fall|rise|grow|exceed|hit|double|halve|drop|decreas|declin)\w*"
)
NOT = r"(?:\b(?:(?:did|do|does|has|have|had|was|were|is|are|it|they) not|never|cannot|not only|nor|neither)\b|n't\b)"
DENIED = re.compile(
    rf"(?:{NOT}|\bno\b)(?: (?:yet|also|be|been|the|an?|any|seen|see|show|shown|recorded?|real|overall|significant|[a-z]+ly|much|further|so far|in fact)){{0,3}} ?$"
)
DENIES = re.compile(rf"{NOT}|\b(?:none|nowhere|at no point|not once)\b")
FRAME = re.compile(
    r"(?:\b(?:is|was|were|are|be|been|being|at|to|reached|reaching|totall?(?:ed|ing)|stands?|stood|recorded|shows?|showed|showing|"
    r"became|of|remain(?:s|ed)?(?: at)?|equal(?:s|led)?|came in at|averaged|saw|had|numbered|hit|being|total(?:s)?(?: to date)?|"
    r"figure|value|result|amount(?:s|ed)? to|c[ao]me to|comes to|comprised|logged|made|received|accepted|counted|there (?:was|were|are|is)|has been|have been)"
    rf"|:|=|-|^)\s*{ABOUT}$"
)
SUBSET = re.compile(
    r"\b(?:led to|resulted in|resulting in|leading to|includ(?:es|ed|ing)|of which|of these|of those|of whom|of them|among (?:them|these|those)|"
    r"another|a further|brought(?! in)|generated|produced|each|per|every|first|last|next|other|remaining|initial|on average|average|mean|median|"
    r"maximum|minimum|capacity for|space for|places for|within|after|by day|by week|worth|further)\s*(?:\w+ ?){0,1}$"
)
_LINK = r"(?:[ ,]+(?:the|its|our|their|this|annual|yearly|agreed|local|quarterly|year's|full-year|set|of|required|current|overall|own|a|all|on|in|~+|#+|@+|council's|partnership's|plan's|for|by|level|profiled)(?=[ ,(]))* "
AIM = r"(?:target|objective|goal)"
MET = re.compile(
    rf"\b(?:(?:met|meets|meet|meeting|achieved|achieves|achieving|reach|reached|reaches|hit|hits|attained)\b{_LINK}\b(?:{AIM}|baseline)"
    rf"|{AIM}[a-z ~#%'()-]{{0,80}}\b(?:(?:was|were|is|has been|have been|had been)\s+(?:\w+ ){{0,2}})?(?:met|achieved|reached|hit|attained)"
    rf"|(?:on|within|at|in line with)(?: the| its| our)? {AIM}\b(?! of\b(?! #)))"
)
EXCEEDED = re.compile(
    r"\b(?:(?:exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|beat(?:s|en|ing)?|outperform(?:s|ed)?|bettered|ahead of)\b"
    rf"{_LINK}\b{AIM}s?"
    rf"|{AIM}s?[a-z ~#%'()-]{{0,80}}\b(?:exceeded|surpassed|beaten|bettered)"
    rf"|better than[a-z ~#%'()-]{{0,30}}\b{AIM})"
)
MISSED = re.compile(
    r"\b(?:(?:miss(?:ed|es|ing)?|fail(?:s|ed|ing)? to (?:meet|reach|achieve|hit)|f[ae]ll(?:s|ing)? short of|fell short of|short of|off|behind|outside|worse than|not (?:yet )?(?:on|at|met|meeting|meet|reach|achieve|hit|reached|achieved|within))\b"
    rf"{_LINK}\b{AIM}"
    rf"|{AIM}[a-z ~#%'()-]{{0,80}}\b(?:missed|not (?:yet )?(?:been )?(?:met|achieved|reached|hit)))"
)
OVER_TARGET = re.compile(
    rf"\b(?:above|over|higher than|more than|in excess of|greater than)[a-z ~#%'()-]{{0,30}}\b(?:{AIM}|limit|ceiling)\b"
)
UNDER_TARGET = re.compile(
    rf"\b(?:below|under|lower than|less than|fewer than|short of|beneath)[a-z ~#%'()-]{{0,30}}\b(?:{AIM}|limit|ceiling)\b"
)
BETTER = re.compile(
    r"\b(?:improv(?:ed|es|ement|ements|ing)|better than|bettered|better (?=~)|(?:got|gotten|getting|become|grown) better|progress(?:ed)?)\b"
)
WORSE = re.compile(r"\b(?:worsen(?:ed|s|ing)|deteriorat(?:ed|es|ion|ing)|worse than|got worse|slipped|worse (?=~))\b")
REFERENCE = re.compile(
    r"\b(?:than|compared (?:with|to)|comparison (?:with|to)|against)\s+(?:[a-z']+ ){0,7}$|(?:\b(?:than|compared (?:with|to)|comparison (?:with|to)|against|versus|vs?\.?|as|from|on|since|relative to|beside|next to|alongside|set against|measured against|short of|over|above|below|"
    r"level of|levels of|level in|same as|up on|down on|from that of|that of|those of|that in|those in|more than in|fewer than in|in contrast to|unlike|under|"
    r"equal to|as in|as at|behind|ahead of|beyond|exceeding|beating|beats?|topping|on that of|matching|match(?:es|ed)|in line with|similar to|out on)\s+(?:the |we did |we had |we saw |they did |it did |in |that of |for |those of |for the |in the |at |what it was |it was |were |was |recorded |reported |figure |figures |level |number |rate |total |of |at the )*)$"
)
SUPERLATIVE = re.compile(
    r"\b(?P<which>highest|lowest|fewest|best|worst|busiest|quietest|largest|smallest|greatest|record high|record low)\b"
)
# "the worst of the year", "the highest in ~": the days that a superlative looks over.
SCOPE = re.compile(
    rf"{SUPERLATIVE.pattern}(?: [a-z-]+){{0,3}}?(?: (?:of|in|for|over|during|since|across))?(?: the)? ?$"
)
RUNNING = re.compile(
    r"(?<![\w#])(?P<many>second|third|fourth|fifth|sixth|two|three|four|five|six|#+)[ -](?:consecutive |successive |straight )?"
    r"(?P<unit>quarter|year|month|time)s?(?: (?:running|in a row|in succession|in turn))"
    r"|(?<![\w#])(?P<many3>second|third|fourth|fifth|sixth|two|three|four|five|six|#+) (?:consecutive|successive|straight) (?P<unit3>annual|yearly|quarterly) [a-z]+"
    r"|(?<![\w#])(?P<many2>second|third|fourth|fifth|sixth|two|three|four|five|six|#+) (?:consecutive|successive|straight) (?P<unit2>quarter|year|month)s?\b"
)
OVER_YEARS = re.compile(
    r"\b(?:in|over|within|since) (?:the )?(?:last |past )?(?:two|three|four|five|six|ten|\d+) years\b"
)
SUBJECT_STOP = re.compile(
    r"[,;:()]| (?:which|that|who|while|whereas|but|although|though|because|so|and that|where|as) "
)
CLAUSE = re.compile(
    r";|,? (?:while|whereas|but|although|though|even though|however|yet) |, and |(?<!~): (?=[a-z]+ [a-z]+)| - (?!#)"
)
LEADING = re.compile(r"^\W*(?:although|though|even though|while|whereas)\b[^,;:]*,")  # "Although it rose, ..."
# Somebody else's figures.
ELSEWHERE = re.compile(
    r"\b(?:national(?:ly)?|england|region(?:al|ally)?|force-wide|force area|county|london|wales|scotland|elsewhere|countrywide|the (?:whole )?force|force as a whole|neighbouring|according to|"
    r"population (?:grew|rose|fell|has|is|was|increased|went)|"
    r"other (?:areas|boroughs|partnerships|services|councils))\b"
)
