"""The words that mean a person is needed, as they are until an admin edits them; how they are heard is in `wishes`.

Chinese by letters, English by words without regard to case; "…" stands for a few of them. A slip of one letter in
an English word of five or more is understood anyway, and so are full-width, stretched and spaced-out spellings.
"""


def list_phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of `text`, which stand between commas and line ends."""
    return tuple(phrase.strip() for phrase in text.replace("\n", ",").split(",") if phrase.strip())


def join_phrases(firsts: str, seconds: str) -> tuple[str, ...]:
    """Return each phrase of `firsts` before each of `seconds`."""
    return tuple(f"{first} {second}" for first in list_phrases(firsts) for second in list_phrases(seconds))


ASK = list_phrases("""
    找个人, 找人, 来个人, 来人, 换个人, 换人, 叫个人, 派个人, 派人, 客服呢, 客服…出来, 客服…理我, 客服…死哪, 客服小姐姐,
    客服小哥, 客服介入, 客服在哪里可以, 客服入口, 客服通道, 客服联系我, 和人类, 跟人类, 与人类, 转入工, 人公客服,
    喊人, 安排人, 安排一个人, 让人给我, 让人联系, 找个懂, 派个懂, 换个懂, 找一个人, 找一位, 换一个人, 叫一个人,
    来一个人, 转个人, 转给人, 说人话, 听懂人话, 听得懂人话, 有人吗, 有人么, 有人没, 有人在吗, 有人在么, 有没有人,
    有人理我, 没人吗, 没人理, 没人管, 没有人理, 没个人, 人在哪, 人呢, 人都去哪, 人都死哪, 人死哪, 到底有人, 人出来,
    跟人说, 和人说, 跟人聊, 和人聊, 跟人讲, 和人讲, 跟人沟通, 和人沟通, 跟人对话, 和人对话, 与人沟通, 与人对话,
    与人交谈, 跟人谈, 和人谈, 跟人交流, 和人交流, 与人交流, 有人能帮, 有人可以帮, 有谁能帮, 和一个人, 跟一个人,
    和真的人, 真正的人, 真实的人, 活生生的人, 跟个人, 跟活的, 活的客服, 你们的人, 你们的工作人员, 同事来, 同事联系我,
    同事跟我, 同事接, 同事处理, 给我打电话, 给我打个电话, 给我回电, 给我回个电, 打给我, 打我电话, 回我电话, 回个电话,
    回电话给我, 打个电话给我, 打电话给我, 电话联系我, 电话沟通, 有人联系我, 专人联系, 专人对接, 专人跟进, 专人处理,
    专人服务, 专人跟我, 你们经理, 你们主管, 你们领导, 你们老板, 你们负责人, 找管事, 叫管事, 管事的, 能做主的,
    能拍板的, zhuanrengong, zrg, zhuanzhenren, zhuankefu, rengong, ren gong, rengongkefu, zhenren, zhen ren,
    zhenrenkefu, zhaokefu, real human, real humans, real person, actual human, actual humans, actual person,
    live person, live human, live agent, live representative, live rep, real agent, real rep, genuine person,
    with a pulse, with a heartbeat, human please, human now, human agent, human agents, human rep,
    human representative, human operator, human support, human help, human being, human beings, human service,
    human advisor, human adviser, human colleague, humans only, human only, any humans, any human, are there humans,
    no humans, some human, where are the humans, another human, human to talk, human to help, human here,
    person please, person now, agent please, agent now, operator please, representative please, rep please,
    live chat please, live chat with, anyone real, someone real, anyone human, someone human, is there anyone,
    is anyone available, anyone there, anyone here, anyone home, anyone alive, is someone there, is someone here,
    someone available, connect me, connecting me with, be connected to, put me through, put me on to, put me in touch,
    put me in contact, transfer me, transferring me, be transferred, get transferred, hand me over, pass me to,
    pass me on, escalate, escalated, escalation, transfer this, transfer the chat, transfer my chat, hand this over,
    hand this to, hand over to, handover, pass this on, switch me to, forward me to, take me to a, someone…take over,
    person…take over, human…take over, anyone…take over, agent…take over, colleague…take over, let me talk,
    let me speak, let me chat, someone i can talk, someone i can speak, someone to talk, someone to speak,
    anyone i can talk, anyone i can speak, person i can talk, person i can speak, someone who can actually,
    someone who actually, someone who understands, someone who knows, someone who speaks, someone competent,
    someone from your, someone on your, someone from support, someone from customer, someone in support,
    one of your team, one of your staff, one of your colleagues, one of your agents, member of staff,
    someone in charge, whoever is in charge, person in charge, someone contact me, someone to call,
    someone to contact, someone get back to me, call me, ring me, phone me, give me a call, give me a ring, callback,
    call back, called back, get hold of someone, get hold of anyone, get through to, send someone, your manager,
    your supervisor, your boss, your superior, higher up, contact support, talk to support, reach support,
    through to support, transfer to support, connect to support, support please, support now, support agent,
    support representative, support rep, support person, support specialist, customer care agent, service agent,
    service representative, service rep, not a bot, not a robot, not a machine, not an ai, not a chatbot, no bot,
    no bots, no robots, no automated, where is everybody, where is everyone, could a person, if a person,
    can an agent, could an agent, 你们上级, can a person…help, can a person…look, can a person…check,
    can a person…answer, can a person…review, can a person…read, anyone who can help, someone who can help, 电话里说,
    打电话给你们, 打电话跟, 通电话, 通个电话, 电话聊, 电话里聊, 懂的人, 厂家的人, 你们店主, someone…answer me,
    anyone hear me, member contact me, team contact me, agent contact me, manager contact me, get in touch with me,
    reach out to me, who is in charge, whos in charge, talk on the phone, speak on the phone, real help, 出来回话,
    出来说话, help human, owner around, manager around, manager available, owner available, livechat, 转接, 解决…的人,
    能处理…的人, 换能, 上人, 人来, 你们的客服, 为什么没人, 怎么没人, 能不能有人, 谁在, 转人, 给我转, 帮我转, 换一位,
    换位, 给个电话, 给我个电话, 回拨, 真实客服, to a person, by a person, with a person, from a person,
    person instead, people instead, person not, to a colleague, to a supervisor, to a manager, to an agent,
    to a representative, to an advisor, to an operator, to your team, to your colleagues, to your support,
    to your staff, to a rep, to customer service, to customer support, with an agent, with a representative,
    with a manager, with a supervisor, with a rep, from an agent, from someone, nobody there, nobody here,
    nobody working, nobody answering, nobody answers, no one there, no one here, no one answers, no one answering,
    is no one, is nobody, anyone working, are there only, your people, phone call, call instead, person on the phone,
    someone on the phone, human on the phone, on the phone with, can your team, could your team, someone look,
    someone…look into, someone…look at, someone…check, someone review, someone…reach out, someone please, who…talk to,
    who…speak to, who…speak with, whom…speak, anyone out there, anyone on the other, real service, real customer,
    human response, human reply, human answer, 喊个人, 安排个人
""")

WANT = list_phrases("""
    要, 想要, 找, 想找, 需要, 接, 转, 转接, 转到, 转给, 换, 换成, 换到, 切换, 切到, 切换到, 联系, 接通, 接入, 呼叫,
    召唤, 叫, 喊, 来, 派, 安排, 连接, 连线, 要求, 申请, 请求, 希望, 想跟, 想和, 想与, 要跟, 要和, 要与, 能跟, 能和,
    可以跟, 可以和, 帮我跟, 求, 请, 请你们, 有没有, 有, 找到, 找不到, 联系到, 联系上, 联系不上, 对接, 进入, 转回,
    转成, 切, 换个, 换一个, 等, 只要, 给我, 直接, 交给, 改成, 改为, 让, 咨询, zhuan, zhao, yao, jie, huan, lianxi,
    want, wants, need, needs, get, get me, give me, gimme, talk, talk to, talk with, talking to, talking with, speak,
    speak to, speak with, speaking to, speaking with, chat, chat with, chat to, chatting with, connect, connect to,
    connected, reach, reaching, contact, contacting, find, transfer, transferred, transferred to, switch, switch to,
    escalate, request, requesting, ask for, asking for, asked for, asked to, have, prefer, rather, looking for,
    demand, bring, put, through to, assign, assigned, involve, summon, pass to, handed to, hand over, hand over to,
    send me, call, fetch, call in, hook me up, patch, direct me, redirect me, route me, forward me, wanna, insist on,
    message, helped by, help from, hear from, hearing from, answered by, handled by, deal with, dealing with,
    discuss with, waiting for, wait for, lemme, require, where is the, wheres the, wheres your, where is your,
    instead of you, word with, answer from, reply from, response from, assistance from, assistance of, in touch with,
    tlk to, tlk, spk, spk to, convo with, conversation with, access to, text with, id like, would like, to see,
    rather have, where are your, press 0 for, let, giv me, tak to, tak, talk too, speek to, refer me, refer me to,
    forward, forward me to, pass, pass me, speaking, explain to, back to, continue with, jiao, gei wo, bang wo, 请教,
    请问一下, 通过, 转给我, 我想, 想同, 要同, 可以同, 能同, 想请, 能请, type with, type to, raise with, take this to,
    bring in, run this by, show this to, hear it from, hear this from, hear that from, hear back from, explained by,
    要的是, 想要的是, 需要的是, 找的是, 等的是, loop in, rope in, drag in, pull in, include, copy in, arrange,
    arrange for, ill wait for, will wait for, hold for, 对话, 通话, 交接给, 反馈给, 转交给, 转达给, 转发给, 见, 要见,
    想见, 希望由, 请由, 想由, 最好由, 得由, 联络, 驳, 驳去, 接返, 转返, 接去, 转去, 帮转, 求转, 摇, 麻烦转,
    speak with a, explain it to, explain this to, talking with a, hand this to, someone like, 想跟你们, 约, 驳返,
    转返去, 接返去, 驳返去, wait…for, 由, 必须跟, 必须和, 须跟, 须和, 得跟, 得和, 需要跟, 需要和, reviewed by,
    looked at by, looked into by, dealt with by, seen by, assessed by, double checked by, sorted by, speaking with a,
    conversation, liaise with, negotiate with, talk terms with, discuss this with, ask for the, skip to, queue for,
    wish for, be redirected to, redirected to, redirect to, redirected, a line to, onto, through with,
    in the queue for, queue…for, in line for, taken to, moved to, handed over to, continue…with, 连到, 连回, 接到,
    转去给, 交由, 移交, 移交给
""")

PERSON = list_phrases("""
    human, humans, human being, agent, agents, representative, representatives, operator, operators,
    customer service representative, customer representative, hooman, real human being, homo sapiens, live chat agent,
    人工, 真人, 活人, a human, a person, a representative, an agent, an operator, actual human, hmn, kefu, person,
    the person, 叫人
""")

STAFF = list_phrases("""
    客服, 售后, 售后客服, 售前客服, 专员, 售后人员, 售前, 坐席, 座席, 接线员, 工作人员, 服务人员, 经理, 主管, 负责人,
    领导, 老板, 店长, 客服经理, 客服主管, 克服, 顾问, kefu, ke fu, 专人, 店员, 客服人员, 人类, 同事, 售后部门, 客服部,
    客服部门, 客服专员, 在线客服, 客服代表, 人公, 人功, 客服团队, 专家, 技术人员, 技术员, 师傅, 您同事, 人员,
    客服小二, 小二, 值班人员, 值班经理, staff, support team, customer service, customer support, customer care,
    service team, customer services, costumer service, costumer support, costumer care, manager, supervisor, rep,
    reps, advisor, adviser, assistant manager, specialist, technician, person, people, live chat, someone, anyone,
    helpdesk, help desk, service desk, team member, colleague, colleagues, sales rep, salesperson, expert, boss,
    employee, employees, csr, live support, consultant, your team, sales team, superior, assistant,
    customer support team, after sales, customer service team, support desk, customer service department,
    support department, support staff, service staff, your staff, a clerk, call center, call centre, hotline agent,
    sales person, after sales team, 店主, 店家, 掌柜, 商家, 卖家, 技术支持, 技术, 厂家, 上级, 后台人员, 后台, 运营,
    owner, shop owner, store owner, shopkeeper, shop assistant, sales assistant, sales, tech support,
    technical support, technicians, specialists, real help, executive, exec, customer care executive, jingli, jing li,
    laoban, lao ban, shouhou, zhuguan, dianzhang, mechanic, mechanics, engineer, engineers, billing team,
    technical team, warranty team, returns team, shipping team, finance team, service manager, store manager,
    shop manager, 财务, 仓库, 工程师, 客户经理, 老师, 大哥客服, 客户服务, 客户服务部, 设计师, 财务人员, 组长, 总监,
    总经理, 总部, 上司, 客服组, 售后组, 售后组的同事, 管理员, 管理人员, 业务员, 销售, 销售人员, 导购, 维修师傅,
    同事们, team leader, team lead, director, ceo, administrator, admin, moderator, salesman, service advisor,
    shop staff, head office, duty manager, floor manager, upper management, management, zhu guan, fu ze ren, shou hou,
    ren gong kefu, real one, girls in the office, guys in the office, customer relations, relations team,
    customer relations team, support person, support guy, helpline, 小伙子, 姑娘, 客服妹子, 客服大哥, 业务经理, 同仁,
    客服主任, 主任, 小编, 老大, 管理层, 头儿, 领班, 值班的, 值班人, 女客服, 男客服, 美女客服, 职员, 服务员, 服务生,
    小姐姐, 小哥哥, 客服姐姐, 客服哥哥, 技师, 修车师傅, 维修员, 维修工, 客服人士, 真实人员, 人工人员, 版主, 站长, cs,
    customer rep, customer person, second line, level 2, level two, tier 2, tier two, lvl 2, second level, 专业人员,
    你们店的人, 懂行的, 内部人员, 前台, 在线人员, 客户专员, 服务专员, 客户代表, 大堂经理, 区域经理, 当班的, 当值,
    attendant, worker, workers, official, officer, associate, coordinator, case manager, account manager,
    receptionist, personnel, sales people, salespeople, support people, service people, concerned person,
    concerned department, concerned team, responsible person, responsible man, responsible department,
    relevant department, relevant person, right person, right department, appropriate person, correct department,
    english speaker, native speaker, superviser, chief, buyer, 窗口, 业务窗口, 对接人, 承办人, 承办, 老总, 业务,
    负责的人, 职工, 员工, 店员小姐, 值班客服, 服务台, 话务员, 客服员, agente, mitarbeiter, kundenservice, 老板娘,
    公关, 接线生, 柜台, 老师傅, polish speaker, returns department, refund department, refunds team, human assistance,
    decision maker, specialist team, experienced colleague, whoever
""")

WEARY = list_phrases("""
    别, 别让, 别再, 不要, 不想, 不愿意, 不需要, 不是要, 不跟, 不和, 受够, 够了, 烦死, 烦人, 讨厌, 滚, 闭嘴, 停止,
    关掉, 退出, 没用, 垃圾, 太蠢, 太笨, 真蠢, 真笨, 蠢死, 笨死, 蠢, 听不懂, 看不懂, 答非所问, 不懂, 懂什么, 懂个屁,
    智障, 傻, 弱智, 说不清, 说不通, 讲不清, 讲不通, 无法沟通, 解决不了, 搞不定, 帮不了, 帮不到, 废物, 敷衍, 糊弄,
    打发, 忽悠, 拒绝, 代替不了, 老是, 总是, 一直是, 全是, 又是, 怎么又是, 怎么还是, 怎么都是, 都是, 白痴, 脑残, 换掉,
    受不了, 鸡同鸭讲, 浪费时间, 浪费我时间, 废话, 车轱辘, 绕圈子, 没意思, 没意义, 对牛弹琴, dont want, do not want,
    dont need, do not need, no more, enough of, enough with, sick of, tired of, fed up, had it with, stop, hate,
    useless, stupid, dumb, worthless, pointless, not helping, isnt helping, not helpful, sucks, suck, crap, shit,
    awful, annoying, idiot, moron, nonsense, doesnt understand, does not understand, dont understand, doesnt get it,
    doesnt help, cant help, can not help, cannot help, get rid of, turn off, shut up, go away, rather not, done with,
    done talking, quit, instead of, without, garbage, rubbish, terrible, hopeless, idiotic, ridiculous, trash,
    not talking to, not speaking to, not explaining, not going to, wont talk to, refuse, cant stand, rather than,
    keep talking to, talking to a wall, keeps repeating, keeps saying, keep repeating, going in circles, going round,
    keep giving me, keeps giving, bloody, fucking, bypass, skip, get past, get around, screw, other than, except,
    wasting my time, waste of time, frustrating, frustrated with, only bots, just bots, all bots, nothing but,
    past this, past the, give up, not working with, beat the, no use, leave me alone, hell with, why am i talking,
    why do i have to talk, exit, opt out, leave the, disable, youre just a, you are just a, 懂不了, 滚蛋, get me out,
    out of here, out of this, is everything, everything is, it is all, its all, anything but, do not wish, dont wish,
    not continue, wont continue, no longer want, not interested in, wouldnt like, not willing, 不愿, 没有用, 没啥用,
    没什么用, 不管用, 一点用, 只有, 只会, 就只有, 走开, 一边去, 退下, 离开, 闪开, 一边待着, 一直给, 一直发, 一直回,
    一直在, 一个劲, 只知道, 就知道, 就会, 就只会, 复读, 没法沟通, 没法聊, 没法说, 没法交流, 不靠谱, 不好用, 不智能,
    不聪明, 处理不, 判断不, 回答不, 讲不明, 说不明, 听不明, 理解不, 傻逼, 蠢货, 傻瓜, 好笨, 笨, 好烦, 很烦, 真烦, 烦,
    跳过, 绕过, 关闭, 关了, 不想听, 没空跟, 懒得跟, 懒得和, dont talk to, do not talk to, dont speak to,
    dont deal with, dont chat with, dont do, off this, off the, away from, repeating, keeps, same answer, same thing,
    cant understand, cannot understand, not understanding, isnt understanding, misunderstanding, isnt working,
    going nowhere, no good, bad, broken, joke, failing, failed, failed me, ignore, replace, lousy, horrible,
    infuriating, irritating, pathetic, nothing to do with, not a fan, wont deal with, wont speak to, wont chat with,
    not dealing with, not chatting with, over this, kill this, cant deal with, cannot deal with, doing my head in,
    does my head in, driving me, drives me, 看着就来气, 气死, 来气, 听够, 看够, 腻, cant talk to, cannot talk to,
    not chatting to, fighting with, arguing with, stuck with, stuck talking, no time for, not here to talk, 不吃这套,
    get this, get that, take this, remove this, kick this, too complicated for, too complex for, beyond what,
    above your, not a job for, 绕来绕去, 说不着
""")

ROBOT = list_phrases("""
    机器人, 机器人客服, 智能客服, 自动回复, 智能助手, ai客服, ai, 人机, 人工智障, 机器客服, 复读机, 虚拟客服, jiqiren,
    小助手, 智能回复, 系统回复, 模板回复, 机械回复, 自动应答, bot, bots, robot, robots, chatbot, chatbots, chat bot,
    machines, automated, automatic reply, automatic replies, automatic answers, virtual assistant, canned answers,
    canned replies, canned responses, autoresponder, algorithm, auto reply, auto replies, robotic, chatgpt, gpt, robo,
    scripted, script, copy paste, pre written, virtual agent, robotic answers, a machine, 跟机器, 和机器, 是机器,
    机器回, 让机器, 与机器, 用机器, 跟程序, 和程序, 是程序, 跟电脑, 和电脑, to a computer, with a computer,
    computer program, with software, to software, auto response, auto responses, auto answer, auto answers,
    recorded message, recorded messages, a program, a computer, computers, llm, language model, 破机器, 机械人,
    小机器, 系统自动, 套话, 话术, 自动客服, 电子客服, answering machine, machine learning, 一台机器, 这机器, 这台机器,
    a wall, 要机器
""")

REFUSE = list_phrases("""
    不用, 不要, 不需要, 不必, 无需, 无须, 没必要, 没有必要, 不想, 不想要, 别, 先别, 先不, 先不用, 暂时不, 暂不,
    用不着, 不是要, 不是想, 不是找, 不打算, 不愿, 不愿意, 毋须, 甭, 不麻烦, 不劳烦, 省得, 懒得, 避免, 不找, 无意,
    犯不着, 还不用, 还不需要, 不急着, 不着急, 没打算, 没想, 不求, no need, dont need, do not need, doesnt need,
    dont want, do not want, didnt want, dont transfer, do not transfer, dont connect, do not connect, dont escalate,
    do not escalate, dont put, dont have to, do not have to, neednt, not necessary, isnt necessary, not needed,
    not yet, without, rather not, instead of, not asking, not looking, not requesting, no thanks, dont bother,
    never asked, wouldnt want, dont hand, dont give, dont send, dont call, do not call, no longer need, not need,
    prefer not, dont pass, dont switch, please dont, do not switch, never mind, not want, dont think i need,
    no reason, avoid, not wanting, stop asking, stop transferring, stop offering, stop trying, no point in, need not,
    dont get me, dont wish, do not wish, not in need of, dont feel like, dont require, do not require, 不希望, 没说要,
    没让你, 没叫你, 谁让你, 谁要, 可以不, 能不能不, do i have to, do i need to, will i have to, would i have to,
    must i, before i, dont think, can i avoid, dont want you to, no need to, not need to, not want to, nobody needs,
    without needing, without having, should i, should we, is it necessary to, no need for, 没要, 没有要, 没想要, 没点,
    没喊, 误点, 点错, 按错, 误触, didnt ask for, did not ask for, didnt request, by mistake, accidentally, dont wanna,
    do not wanna, not gonna, not trying to, skip the human, skip human, dont really want, dont actually want,
    not keen, not interested in, no interest in, id rather not, would rather not, hate, dont like, cancel, 没打算要,
    没叫, 没想找, 别急着, 不急着转, already have, already got, already had
""")
