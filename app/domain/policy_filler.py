"""Small words that change nothing about what a visitor wants; no admin edits them, the lists are in `policy_words`."""

from app.domain.tokens import BREAK, split_tokens


def _split_small(text: str) -> frozenset[str]:
    return frozenset(split_tokens(text)) - {BREAK}


FILLER = _split_small("""
    bitte je veux quiero por favor ich will 求 对 嗯 哦 亲 您 位 tf yo bruh omg wtf honestly guys lol 返 啲 呀 喇
    啰 囉
    u ur r w
    线 2 4 you your are
    您好你好请问我们你能可以不要想吗吧呢啊呀哦嘛了的帮给一下个谢谢麻烦现在马上立刻快点赶紧就是有没行直接还再到去
    来服务人员亲哈喽喂急都跟和与聊说话对话沟通谈忙这那里边需求让把他妈靠该死真太很烦嗨拜托尽先只也哪怎么办必须一
    定听得到见线忙等好行讲别再自动为什么不能出哈咯呗诉告啦哎唉哥姐大老天些谁联系转接找
    hi hello hey please pls plz thanks thank you thx now right immediately asap just can could would will may i we
    to a an the me us im id ill like want need with for of is it this that there here your from at in on be have get
    let give put some any real actual live again dear sir madam ok okay so and kindly really today quickly directly
    instead fast possible as soon if am was do does did go one fucking fuck damn bloody goddamn hell ffs must got
    gotta my wish rather only already still think how where no sorry wanna gimme lemme god jesus christ being
    breathing
    wo yao xiang ni nimen hao qing wen you ma zai lai kuai dian bang ba xie xiexie
    gei de nin yi xia ge men zhuan stop back
    side end team through up talk speak chat speaking talking stupid bro mate man 0 1 9
""")
"""Beside a request for a person these ask for nothing of their own."""

BETWEEN = _split_small("""
    贵 方 公 司 女 男 美 返 讲 会 上 次 昨 天 刚 才 之 前 前 继 续 由 那 该 资 深 高 级 新 另 外 duty responsible
    concerned relevant appropriate friendly good knowledgeable italian japanese chinese korean arabic russian
    portuguese
    w ur u
    2 4
    正那这边台线专业门粤普通话方德法日韩语
    给帮我们你您去把为来个一下到再的跟和与在接转找真位名点快着咱中文英语国会懂说麻烦联系通过切换
    ni nimen men ge yi xia wo gei bang de yixia yige onto
    same previous other more nice friendly competent qualified senior experienced knowledgeable dedicated actual
    normal
    trained own named single specific responsible german french spanish italian dutch polish cantonese mandarin
    to a an the with some any your my me us for at from of real live actual on through up please in talk speak be
    customer support service another different proper genuine breathing fucking damn bloody goddamn one over just by
    directly via someone somebody person human living english speaking chinese sales able get
""")
"""These may stand between a wish and whom it is for, and between a refusal and what is refused."""

NOT = (
    *("不", "没", "没有", "不会", "不想", "不是", "不用", "不要", "不是要", "不是想", "并非", "未", "不再", "不打算"),
    *("别", "not", "no", "never", "nobody was", "no one was", "not been", "wasnt", "isnt", "didnt", "dont", "wont"),
    "without",
)
"""Right before a word of trouble these take it back."""

MISSPELT = _split_small("""
    swollen swelling smoking exploded explosion exploding caught burning injured injury bleeding hospital ambulance
    electric electrocuted battery charger brakes unconscious swallowed breathing complaint complain complaining
    solicitor lawyer attorney lawsuit police trading disgusting disgusted disappointed disappointing terrible horrible
    appalling fraud scammed scammers trustpilot reviews rubbish unacceptable ridiculous chargeback ombudsman prosecute
    suing court shock shocked accident crashed emergency dangerous overheating
""")
"""Words of trouble that are understood in spite of a slip."""

PLAIN = _split_small("""
    stuff remote stack known export applying leaves relation relations spelling falling locking dying massage employer
    employers broker lease mistake mistakes store stores score paint print reason reasons refers reuse whereas
    alter continue
    continues saving savings replay return theme though timed tied tracing braces scales skipping pitch waits waste
    wasted
    owned term terms root roots path point points circle circles handle handler disable disabled replace replaces
    replaced thin couldnt shouldnt wouldnt round rounds level levels paste stands drive drives owners account accounts
    signed signing frames framed flame flare flash meeting melding missing hiking biking hitting shipping tipping
    topping dripping coping copying signal single
    humane persons parson personal agency agenda argent hunan season reason oversea operate operates operated super
    supper supported supports supporter services serviced served server custom customs customers manage managed
    manages mange reports reporter robotic roots boot boots boat fired fires five fine file later layer lawn layers
    course count counts really ready burning burned burns burn buying smokes smoker spoke spokes smoked stake sake
    explore explored explodes scan scam scams seam walking breaking speeding standing sending contract contracts
    contacts contest content connects correct collect collected represent regal level injure insured insure ensured
    shook shock shocks stock shack stuck stick track truck brake break polite policy price house hurts hurt court
    count could would chats cheat cheats teach beach each peach breach life line meal heal seal deal steal relay
    reel rely stop shop step stops shops somewhere sometime sometimes something anything anyway anywhere anyhow
    threat threats thread threads heart heard earth hate late rate gate mate date place plate plane plain player
    persona prison poison compliant compliance customary
    transfers transform transport answers answered help helps helped helmet swatch scratch
    search stretch sketch switched order older owner color colour leave legal fee feel feels
""")
"""Words that look like slips of others and are meant as they stand."""
