"""Ways of speaking that take back a request for a person, or confirm it; no admin edits them, `frames` hears them."""

from app.domain.policy_words import list_phrases

_OTHERS = list_phrases("""
    朋友, 妈, 爸, 老公, 老婆, 邻居, 同学, 亲戚, 室友, 别人, 人家, 闺蜜, 群友, 网友, friend, friends, wife, husband,
    brother, sister, mother, father, mum, mom, dad, son, daughter, mate, neighbour, neighbor, girlfriend, boyfriend,
    partner, cousin, uncle, aunt, buddy, roommate, coworker, forum, reviewer, guy
""")
_DID = list_phrases("""
    说, 让, 叫, 上次, 之前, 昨天, 找过, 找了, 问过, 用过, 买过, 告诉, 跟我说, said, says, wrote, told, asked, got,
    spoke, talked, used, works, worked, thinks, heard, told me, claims, mentioned, tried
""")

FRAMES = {
    "told": (
        *(f"{other} {did}" for other in _OTHERS for did in _DID if other.isascii() == did.isascii()),
        *list_phrases("""
            朋友说, 客服说会, 客服说可, 客服说能, 客服说三, 客服说要, 客服说已, 客服说没, 客服说不, 客服说是,
            客服说这, 客服说我, 有人说这, 有人说可, 有人说要, 他说让, 她说让, 他说要, 他说可, 她说要, 朋友让, 朋友叫,
            朋友跟我, 妈说, 爸说, 老公说, 老婆说, 邻居说, 别人说, 人家说, 网上说, 评论说, 评价说, 说明书说,
            说明书里说, 说明书上, 页面里说, 官网上说, 邮件里写, 页面上写, 页面写, 页面上说, 网站写, 官网写, 官网说,
            上面写, 快递说, 快递让, 物流说, 物流让, 司机说, 店里说, 邮件里说, 邮件说, 短信说, 写着, 显示让, 提示让,
            视频里说, friend wrote, friend said, friend says, friend told, friend asked, friends said, wife said,
            wife says, husband said, husband says, he said, she said, he says, she says, he wrote, she wrote, he told,
            she told, they said, they told, they say, it says, it said, website says, website said, page says,
            site says, email says, email said, email told, mail says, box said, box says, manual says, manual said,
            label says, instructions say, told me to, told us to, tells me to, advised me to, says to, said to,
            saying to, somebody said, someone said, someone wrote, people say, people said, reviews say, review says,
            review said, forum said, i read that, i read somewhere, i read, i saw that, i know that, you can ask for,
            i heard that, i heard, heard that, faq says, dealer said, shop said, neighbour said, brother said,
            sister said, mother said, father said, mum said, dad said, son said, daughter said, mate said,
            courier said, courier says, driver said, dhl said, agent said, agent told, agent promised, rep said,
            rep told, representative said, representative told, colleague said, colleague told, colleague promised,
            staff said
        """),
    ),
    "supposed": list_phrases("""
        如果以后, 以后如果, 以后要是, 要是以后, 以后有, 以后出, 以后坏, 万一, 假如, 假设, 将来, 日后, 买回去,
        买了之后, 买了以后, 如果车, 如果收到, 如果坏, 要是坏, 要是车, 要是收到, 如果有问题, 要是有问题, 如果出现,
        如果出了, 如果我买, 如果买, 一旦, 倘若, 如果遇到, 要是遇到, 如果需要, 要是需要, 如果不满意, 坏了的话,
        有问题的话, 问题的话, 如果没收到, if i have, if the bike, if the battery, if the motor, if the parcel,
        if the package, if the size, if the frame, if i had, if i need, if i needed, if i ever, if i buy, if i bought,
        if i order, if i get, if i want, if i wanted, if it breaks, if it broke, if it fails, if it arrives,
        if it stops, if it comes, if it does, if its broken, if something, if anything, if there is a problem,
        if theres a problem, if my, if things, if we have, if we need, if we buy, when it arrives, when it breaks,
        in case, after i buy, after buying, after purchase, after the purchase, in future, in the future,
        down the line, some day, suppose, supposing, hypothetically, let us say, lets say, theoretically,
        should i ever, should it, should anything, should something, once i have, once it, what if, what happens if,
        were i to, had i, what happens after, what happens when, what happens
    """),
    "past": list_phrases("""
        联系过, 联系了, 找过, 问过, 咨询过, 咨询了, 聊过, 聊了, 多亏, 表扬, 夸夸, 夸一下, 联系过你们, 问过你们,
        跟客服说过, 感谢你们, 谢谢你们, 刚才那位, 昨天那位, 上次那位, 昨天的, 上次的, 之前的, 刚才的, talked to,
        talked with, spoke to, spoke with, spoken to, spoken with, chatted to, chatted with, was talking to,
        was speaking to, was chatting with, contacted, called, phoned, rang, emailed, messaged, wrote to,
        was connected to, was transferred to, got connected to, got through to, was helped by, got help from,
        thanks to your, thank your, thank the, thanks to the, heard back from, dealt with, got a call from,
        got an email from, got a reply from, was told by, told by, been told by, advised by, informed by,
        recommended by, promised by, sound like a, sounds like a, just like a, exactly like a, almost like a,
        feel like a, feels like a, act like a, talk like a, write like a, type like a, look like a, looks like a,
        speak like a, more like a, answer like a, sounding like a, 打过电话, 打过客服
    """),
    "declined_after": list_phrases("""
        不用了, 就不用, 就不必, 不必了, 就算了, 就免了, 免了, 没必要, 不需要了, 就不需要, 不麻烦了, 就不麻烦,
        暂时不用, 先不用, 就不转了, 就不找了, 不转了, 不用转, 先不转, 取消, 不用来, 太慢了我, 晚点再说, 以后再说,
        再说吧, 不着急, isnt necessary, is not necessary, not necessary, isnt needed, is not needed, not needed,
        not required, unnecessary, wont be necessary, isnt required, no longer needed, no longer necessary, not yet,
        later first, can wait, 的话
    """),
    "asked_whether": list_phrases("""
        是不是要, 是不是得, 是不是应该, 是不是必须, 是不是该, 要不要, 用不用, 需不需要, 是否需要, 是否要, 是否必须,
        该不该, 应不应该, 应该先, 一定要…吗, 才能改, 才能退, 才能换, 才能取消, 才能用, 才能申请, 才能办, 才能享,
        才能查, 才能开, 才能买, 才可以改, 才可以退, 还是自己, 还是我自己, 还是去, 需要找…吗, 需要联系…吗, 需要打…吗,
        需要通过…吗, 需要跟…吗, 需要和…吗, 还要找…吗, 还需要…吗, 还得…吗, 要先联系, 得先联系, should i, should we,
        is it necessary, is it required, is it mandatory, is it needed, does it require, would i need, must i,
        am i supposed to, am i required, need i, ought i, or just wait, or can i do it, or can i just, or should i,
        is it better to, is it best to, is it worth, do customers, do you require, 还是一定要, 还是必须, 是不是一定,
        what does, what is meant, what do you mean by, 必须找…吗, 必须联系…吗, 必须通过…吗, 一定要找…吗,
        一定要联系…吗, 非要找, 必须找客服, 必须得找, 是不是都, 联系…还是直接, 联系…还是自己, 找…还是直接, 找…还是自己,
        找…还是去, 联系…还是联系, bot or, robot or, machine or, or a bot, or a robot, or a machine, or an ai,
        computer or, person or a
    """),
    "later": list_phrases("""
        不行再, 有问题再, 有事再, 需要再, 需要的话再, 需要时再, 回头, 改天, 下次, 晚点再, 待会再, 待会儿再, 等会再,
        等会儿再, 等下再, 以后再, 稍后我, 我先看, 到时候再, 不懂再, 再来找, 我再找, 我再联系, 我再转, 我再问, ill ask,
        ill contact, ill call, ill get in touch, ill reach out, ill try to, ill find, i will ask, i will contact,
        i will call, i might ask, i might call, i might talk, i might contact, maybe later, another time, next time,
        otherwise ill, otherwise i will, i was going to, i was about to, i almost, i thought about,
        ill let you know if, before asking, before contacting, before calling, before i contact, before i call,
        before i ask, before talking
    """),
    "did": list_phrases("""
        昨天, 上次, 刚才, 刚刚, 前天, 之前, 前几天, 上周, 早上说, 已经, 说可, 说会, 说能, 说要, 说没, 说不, 说是,
        说三, 说这, 告诉, 承诺, 答应, 推荐, 发我, 发的, 发给我的, 建议, 解释得, 处理得, 态度, 声音, 专业, 耐心,
        小姐姐昨天, 姐姐说, 小哥说, 小哥昨天, 妹妹说, said, told, promised, was, were, helped, fixed, explained, gave,
        sent, mentioned, confirmed, advised, suggested, replied, informed, assured, quoted, recommended, sorted,
        who helped, i spoke, yesterday said, last week said, emailed, called, contacted, messaged, phoned, wrote,
        team emailed, team said, visited, came, picked
    """),
    "outsider": list_phrases("""
        快递, 送货, 配送, 司机, 物流, 顺丰, 京东, 师傅会, 师傅能, 邮递员, 骑手, 派件, 安装师傅, 收货人, 刚有客服,
        闹钟, 手表, 头盔, 码表, courier, couriers, driver, drivers, dhl, ups, fedex, carrier, carriers, delivery,
        deliveries, postman, mailman, the app, alarm, the display, the watch, delivery guy, shipper, freight, hauler,
        the helmet, thief, friends, customs, bank, tracker, gps, the bike, the lock, the motor, the phone mount,
        system, 定位器, 手机, the technician, the mechanic, the installer
    """),
    "task": list_phrases("""
        搬, 抬, 扶, 骑, 装车, 组装, 安装, 签收, 代收, 取件, 取货, 自提, 上门, 送货, 拆, 试骑, 合影, 拼单, 拼车,
        帮我取, 帮我拿, 帮忙拿, 开门, 收货, 遛, 修车, pick up, pick it up, pick them up, collect, sign for, ride,
        ride it, carry, lift, assemble, put it together, install, deliver, come to my, come round, come over,
        come and, near me, near my, in my area, in my city, locally, at home, be home, under 16, as a gift, test ride,
        hold it, push, pedal, sit on, fit on, weigh, weighing, who had, whos, who bought, who owns, who rides, taller,
        tall, heavier, smaller, to hold, to lift, to carry, to ride, to assemble, to install, to collect, to receive,
        to sign, wear, steal, steals, stole, model, models, modelling, pose, modeling, who used, in the reviews,
        with the same, in the video, in the picture, in the photo, in the pictures, in the photos, help lift,
        help carry, help assemble, help me lift, help me carry, help me assemble, help me build, to build, build it,
        wearing, riding, next to, beside, holding
    """),
    "serve": list_phrases("""
        处理, 解决, 回复, 核实, 看一下, 看看, 联系我, 跟进, 解释, 确认, 管一下, 管管, 回我, 回电, 对接, 接手, 接待,
        说一下, 讲一下, 来说, 来讲, 来看, 来聊, 沟通, 介绍一下, 教我, 查一下, 查查, 负责, look into, look at,
        take a look, have a look, looking into, check, review, contact me, call me, get back, reply, respond,
        answer me, answer this, take over, step in, handle, sort, deal with, resolve, investigate, confirm with me,
        verify, talk to me, talk with me, talk, speak to me, speak with me, chat with me, go through, walk me through,
        reach out, follow up, take care, assist me, assist, help me with, help me out, minutes for me, minute for me,
        explain, jump in, come on, get in touch, have a word, ring me, phone me, message me, write to me, read this,
        read my, actually read, see my, advise me, 跟我说, 跟我聊, 跟我讲, 跟我谈, 跟我联系, 跟我沟通, 和我说, 和我聊,
        和我讲, 和我谈, 和我联系, 和我沟通, 与我联系, 与我沟通, 帮我看, 帮我查, 帮我弄, 帮我改, 帮我处, 打电话, 打我,
        给个准话, 给我个准, 准话, 给我说, 给我讲, 给我答, 答复, 查下, 看下, 说清楚, 讲清楚, 拿主意, 拍板, email me,
        e mail me, text me, join, joins, come back to me, sort out, help sort, phone, confirm, be free, free to,
        available, around, on hand, be there, standing by, awake, monitoring, working here, be online, online,
        work here, work there, works here, works there, actually there, contacts, contacts me, calls me, gets back,
        hop on, hops on, jump on, looks at, looks into, checks, replies, answers, handles, calls back, follows up,
        加我微信, 回我消息, 回我信息, pick this up, take this from here, take it from here, take this on,
        take this off, get to the bottom, work this out, work it out, figure this out, speak to my, go over, 复我,
        接我, 管这, 管管这, 过来看, 帮忙看, 过来处理, 弄清楚, 搞清楚, 跟一下, 盯一下, took it from here, took over,
        stepped in, called me, got in touch, got back to me, looked at, looked into, had a look, wrote to me,
        replied to me, help me, 为我服务, 与我洽, 洽谈, 为我处, 对一下, 核对, 跟我对, 接一下, contact us, call us,
        free to go over, come on here, come online, come to the chat, come back, should check, speak to, speak with,
        speak polish, speak spanish to, 指导, 回返我, 复返我, 复番我, 评估, 演示
    """),
    "strong": list_phrases("""
        找, 转给, 转到, 转接, 联系, 安排, 派, 叫, talk to, talk with, speak to, speak with, chat with, chat to,
        connect me, connect with, connect to, transfer me, put me through, pass me, hand me, arrange for, ask for,
        loop in, get hold of, deal with, reach, contact, message, get me, give me, let me have, a word with,
        conversation with, discuss with, forward me, refer me, direct me, escalate, talk…with, speak…with, chat…with,
        discuss…with, liaise with, continue with, send, redirect
    """),
    "helper": list_phrases("""
        人, 师傅, 同事, 小伙伴, 老师, 工程师, 部门, mechanic, mechanics, engineer, engineers, guys, team, teams,
        person, someone, anyone, human, colleague, colleagues, staff, manager, specialist, expert, department,
        workshop, agent, rep, representative, supervisor, technician, technicians, one of you, one of your, tech,
        techs, 组长, 主管, your people, real people, guy, lady, fella, lads, adult, grown up, grownup, crew, owner,
        boss, anybody, somebody, woman, man, gentleman, bloke, chap, pro, professional, 主任, 客服, 专员, 经理, 老板,
        技术, 员工, 窗口, 业务, 他, 她, speaker, one of the team, one of the staff, member, he, she
    """),
    "cause": list_phrases("""
        让, 叫, 派, 请, 安排, 找, 换, 喊, 需要, 要, 有, 能不能, 来, can, could, would, will, have, get, ask, let,
        want, need, wish, like, if, please, is, does, when, might, may, are, any, do, demand, hope, hoping, chance,
        prefer, expect, waiting, until, for, 由, 可否, 能否, okay, ok, grateful, appreciate, kind, nice, hoped, were
    """),
    "alone": list_phrases("""
        不要机器, 不要机器人, 不要ai, 不要智能, 别用机器, 别机器, 换人, 摇人, 呼叫, 接通, transfer, callback, no ai,
        no bots, no machine, no robots, lvl 2, level 2, tier 2, escalate, handover, 转吧, 转下, 转一下, 快转, 求转,
        帮转, 就转, 转啊, 转呀, 转过去, 要转, 的转, 请转, 给转, please call, call please, call now, please ring,
        please phone, please forward, yes call, yes connect, please connect, connect please, connect now, 不要机器回,
        不要客服机
    """),
    "present": list_phrases("""
        在吗, 在么, 在嘛, 在不, 在没, 在线吗, 在线不, 在线没, 在线么, 有空吗, 有空没, 有空不, 还在吗, 还在不, 还在么,
        在哪呢, 人呢, 呢, 上线没, 上线了吗, 来了没, 来了吗, 有没有在
    """),
    "folk": list_phrases("""
        lady, fella, gentleman, guy, bloke, chap, lass, lad, woman, man, girl, dude, adult, grown up, grownup, soul,
        body, 男的, 女的, 女生, 男生, 美女, 帅哥, 大姐, 大哥, 小姑娘, 妹子, 小妹, 阿姨, 姐姐, 活的
    """),
    "firm": list_phrases("""
        给我, 帮我, 帮忙, 麻烦, 快点, 快给, 快转, 快来, 求求, 求你, 我想找, 我想跟, 我想和, 我想转, 我想联系, 我想要,
        我要转, 我要找, 我要人, 我要真人, 我要跟, 我要和, 我要求, 我要联系, 我需要, 想转, 想找, 我就要, 我只要, 拜托,
        让你们, 叫你们, 请你, 请帮, 请给, 请转, 请让, 请安排, 请联系, 请把, 劳驾, 我还是, 还是转, 还是给, 还是让,
        还是找…吧, 还是叫, 直接转, 不然我, 必须给, please, now, let me, get me, give me, connect me, transfer me,
        put me, pass me, hand me, switch me, forward me, i want, i need, id like, i would like, i wish, i demand,
        i insist, id rather, id prefer, who should, how should, where should, asap, immediately, right away, i wanna,
        gimme, im asking, i am asking, must speak, have to speak, get someone, kindly, who do i, whom do i, who can i,
        who could i, 马上给, 马上转, 立刻转, 立刻给, 赶紧给, 赶紧转, 现在就要, what does it take, transfer, connect,
        hand it, hand this, escalate, 在吗, 在不在, 接我
    """),
}
"""`told`: somebody else's words. `supposed`: what may happen some day. `past`: whom they had to do with, or thank.
`did`: behind staff, what they did or said. `outsider`: who might call them, too. `task`: what is done with hands, by
no agent. `later`: what they may do themselves some day. `asked_whether`: questions whether one has to.
`declined_after`: what stands behind the person that is not wanted. `firm`: a direct request, which outweighs most of
these behind it in a clause.

`alone` asks for a person when nothing else is said. `present` asks whether staff is there. `folk` are people that only
`strong` words make staff of; `strong` reaches over more words to `staff` than others do. `serve` is what a `helper`
does when there is a `cause`: "让懂的人处理", "could your workshop look at it".
"""
