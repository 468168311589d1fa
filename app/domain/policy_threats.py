"""Words that only together mean a complaint or the law ("tell everyone", "report" and "paypal"); no admin edits them.

What these are for is in `policy_pairs`, which also has the words of danger; `trouble` joins them.
"""

from app.domain.policy_words import join_phrases, list_phrases

THREATS = {
    "reporting": list_phrases("""
        report, reports, reporting, reported, call, calling, called, ring, contact, contacting, contacted, inform,
        informing, informed, tell, telling, told, notify, notified, notifying, go to, going to, went to, gone to,
        goes to, going straight to, straight to, been to, involve, involving, involved, file, filed, filing, complain,
        complaining, complained, complaint, complaints, hand, handing, take, taking, taken, write to, writing to,
        written to, alert, alerting, alerted, escalate to, bring, denounce, denunciation, see you at, speak to,
        spoke to, spoken to, passed, passing
    """),
    "authority": list_phrases("""
        police, cops, cop, the authorities, authorities, authority, regulator, regulators, interpol, fbi, sheriff,
        prosecutor, law enforcement, action fraud, fraud office, serious fraud, ic3, consumer office,
        consumer authority, consumer board, consumer tribunal, consumer commission, consumer ombudsman, fair trading,
        accc, cfpb, cpsc, dgccrf, data protection, ministry, tax office, tax authority, hmrc, irs, embassy,
        standards agency
    """),
    "statute": list_phrases("""
        consumer law, consumer laws, consumer act, consumer rights act, eu law, uk law, german law, french law,
        us law, european law, federal law, state law, australian law, by law, the law, legal right, legal rights,
        statutory, distance selling, consumer contracts, lemon law, warranty act, directive, regulations, legislation,
        legally, legal duty, legal obligation, 法律, 法规, 消费者法, 三包, 民法, 合同法, 电商法, 条例
    """),
    "owed": list_phrases("""
        you must, entitled, refund, obliged, obligated, you owe, my right, my rights, breach, breaching, breached,
        violate, violating, violation, in breach, repair or, i have the right, i am allowed, withdraw, will be used,
        break, breaking, broke, broken, 违反, 规定你, 规定商家, 规定必须, 规定要退, 应当退, 必须退, 赔, 追究, 责任,
        制裁, 武器, 解决, 讨回, 维护, 保护我
    """),
    "going_public": list_phrases("""
        blast, blasting, expose, exposing, exposed, warn, warning, name and shame, naming and shaming, shame,
        all over, hear about, hears about, know about this, viral, trash you, tag you, tagging you, rant, ranting,
        slate, slating, post this, posting this, posting about, post about, posting all, posting everything,
        posting it, post everything, post the whole, post all of, post my experience, post what, putting this,
        put this, putting it, put it all, share this, sharing this, share my experience, share what,
        sharing my experience, sharing my story, share my story, write about this, writing about, tell everyone,
        telling everyone, tell everybody, tell people, tell the world, video about how, video about this,
        video about you, review you, publish, publishing, complain on, complaining on, complain about you, go public,
        going public, going to the, go to the, i go to, contact, contacting, talk to the, speak to the, take this to,
        wait until, wait till, see what you, read what, drag you, dragging you, destroy you, call you out,
        calling you out, what you do, what you did, what you have done, post screenshots, posting screenshots,
        post the screenshots, posting the screenshots, how you treat, how you do business
    """),
    "public": list_phrases("""
        tiktok, tik tok, reddit, facebook, fb, instagram, insta, twitter, youtube, linkedin, whatsapp, social media,
        socials, forum, forums, internet, online, the web, press, media, newspaper, newspapers, the papers, the news,
        journalist, journalists, reporter, reporters, television, bbc, watchdog, consumer programme, followers,
        subscribers, everyone, everybody, the whole world, whole world, the world, all my friends, people, others,
        other customers, other people, other buyers, blog, blogger, vlog, group, groups, community, google,
        trustpilot, yelp, podcast, influencer, influencers, everyone else, paypal, my network, our network,
        our members, the club, cycling club, our group
    """),
    "flagging": list_phrases("""
        report, reporting, reported, flag, flagging, flagged, complain, complaining, complained, complaint,
        complaints, denounce, contacting
    """),
    "platform": list_phrases("""
        paypal, ebay, amazon, aliexpress, alibaba, temu, klarna, shopify, etsy, visa, mastercard, amex, walmart,
        marketplace, head office, headquarters, headquarter, hq, your ceo, ceo, your director, directors, your bosses,
        your company, your shop, your store, your business, this shop, this store, this company, this seller,
        the seller, the shop, you guys, you all, you lot, you people, consumer centre, consumer center,
        consumer council, consumer association, consumer group, consumer watchdog, consumer organisation,
        consumer organization, consumer advice, watchdog
    """),
    "reviewing": list_phrases("""
        leave, leaving, left, write, writing, written, post, posting, posted, give, giving, expect, enjoy, get ready,
        ill, gonna, going to, will, submit, put, prepare, wait for, deserve, deserves, earned, you get, youll get
    """),
    "bad_review": (
        *join_phrases(
            """
            bad, terrible, awful, horrible, negative, honest, nasty, shit, shitty, crap, scathing, poor, damning, worst,
            one star, 1 star, zero star, 0 star, very bad, public, critical, harsh, lowest, brutal, bad google,
            bad trustpilot, negative google, negative trustpilot, bad amazon, really bad, stinking
            """,
            "review, reviews, feedback, rating, ratings, comment, comments",
        ),
        *list_phrases("""
            zero stars, 0 stars, no stars, minus stars, 1 star, one star, half a star, single star, 1 out of 5,
            0 out of 10, zero out of, 1 of 5
        """),
    ),
    "served": list_phrases("""
        service, customer service, customer support, support, aftersales, after sales, after sale, aftersale, company,
        shop, store, communication, experience, attitude, treatment, behaviour, behavior, staff, you guys, you lot,
        you people, seller, outfit, business practice, way you, you are, youre, your team, your people, handling,
        your agents, your colleague, your agent, courier, salesman, 服务, 服務, 态度, 售后, 客服, 你们店, 你家店,
        这家店, 这店, 你们家, 商家, 卖家, 店家, 购物体验, 体验, 处理方式, 处理态度, 效率, 公司, 你们公司, 品牌, 素质,
        人员, 你们, 店铺, 工作人员, 口气, 语气, 快递员
    """),
    "dreadful": list_phrases("""
        terrible, awful, horrible, horrendous, atrocious, appalling, disgusting, disgraceful, pathetic, shocking,
        rubbish, garbage, trash, crap, shit, shite, worst, dreadful, abysmal, diabolical, a joke, joke, shambles,
        shameful, shameless, laughable, rude, unprofessional, incompetent, dishonest, nightmare, lousy, very bad,
        so bad, sucks, suck, liars, liar, lying, scummy, shady, dodgy, disrespectful, arrogant, unhelpful,
        non existent, nonexistent, very poor, so poor, really poor, disappointing, disappointed, embarrassing,
        fraudsters, ignoring, ignored, ignore, ignores, clueless, criminal, inexcusable, unbelievably bad, stinks,
        useless, a disgrace, disgrace, beyond bad, not serious, unserious, impolite, 太差, 很差, 真差, 好差, 极差,
        差劲, 差到, 最差, 极其差, 超差, 巨差, 差得, 差极, 差爆, 差透, 这么差, 那么差, 差成, 特别差, 非常差, 真的差,
        差死, 太烂, 真烂, 很烂, 好烂, 烂得, 烂到, 烂死, 稀烂, 烂透, 够烂, 最烂, 这么烂, 垃圾, 恶劣, 糟糕, 糟透, 敷衍,
        恶心, 离谱, 太坑, 真坑, 坑人, 黑心, 过分, 傲慢, 冷漠, 冷淡, 不耐烦, 没素质, 摆烂, 形同虚设, 不负责, 推卸,
        失望, 不满, 拉胯, 无赖, 流氓, 不要脸, 没礼貌, 不礼貌, 嚣张, 凶, 阴阳怪气, 不尊重, 没良心, 无良, 骗, 不诚信,
        没诚信, 不讲理, 强盗, 耍我, 耍人, 耍赖, 欺负, 可耻, 无耻, 气人, 极低, 太低
    """),
    "zh_going_public": list_phrases("""
        曝, 挂你, 挂出, 挂上, 挂到, 避雷, 吐槽, 发帖, 评理, 评评理, 公布, 唱衰, 爆料, 揭露, 发文, 开帖, 出帖, 骂你,
        维权, 给你们发, 发一遍, 发一篇, 发上去, 发出去, 见吧, 写差, 负面, 说说你, 公开你, 传开, 告你, 扒, 举报,
        知道你们, 看看你们, 看清
    """),
    "zh_public": list_phrases("""
        小红书, 抖音, 微博, 知乎, b站, 贴吧, 朋友圈, 论坛, 讨论区, 黑猫, 大众点评, 快手, 公众号, 头条, 豆瓣, 连登,
        dcard, ptt, 脸书, facebook, fb, google, 谷歌, 媒体, 电视台, 记者, 报社, 新闻, 热搜, 网上, 平台, 淘宝, 天猫,
        京东, 拼多多, 闲鱼, 亚马逊, 315晚会, 网络, 社交媒体, 社群, 群里, 业主群, 骑友群, 评论区, 网友, 所有人, 大家,
        全网
    """),
}

THREAT_PAIRS = {
    "legal": (("reporting", "authority", 5), ("statute", "owed", 8)),
    "complaint": (
        *(("going_public", "public", 6), ("flagging", "platform", 5), ("reviewing", "bad_review", 5)),
        *(("served", "dreadful", 6), ("zh_going_public", "zh_public", 6)),
    ),
}

DOUBT = {
    "maybe": list_phrases("""
        会…吗, 会…么, 会…嘛, 会不会, 能不能, 是否, 容易…吗, 容不容易, 防止, 避免, 怕, 担心会, 万一, 如果, 要是, 假如,
        有没有可能, 多大可能, 概率, 风险, 有没有过, 有过…吗, 发生过, 听说, 新闻, 认证, can it, can the, can they,
        can this, can these, can a, could it, could the, could they, could this, will it, will the, will they,
        will this, would it, would the, does it, does the, do they, do the, do these, is it safe, are they safe,
        is there a risk, any risk, risk of, chance of, chances of, likely to, how likely, prevent, prevents, protect,
        protects, protection, avoid, in case, what if, if the, if it, if a, if someone, if my, if i, if you, ever had,
        have any of, how many, any cases, any reports, rated, certificate, certified, certification, does insurance,
        insurance cover, scared of, afraid of, worried about, worry about, suitable for, designed to, in the news,
        i read
    """),
    "certain": list_phrases("""
        now, just, help, what do i do, what should i do, what to do, why, today, yesterday, last night, this morning,
        怎么办, 咋办, 刚, 现在, 正在, 已经, 救命, 为什么, 为啥, 怎么会, 昨天, 今天, 昨晚
    """),
    "hearsay": list_phrases("""
        听说, 有人说, 网上说, 网友说, 评论说, 评价说, 看到有人, 看到评论, 看评论, 看评价, 别人说, 朋友说, 是真的吗,
        怕, 担心, 有没有人, 会不会, 是不是, 吗…真的, is it true, i heard, ive heard, i read, ive read, people say,
        some say, reviews say, reviews said, saw reviews, saw a review, saw some, seen some, reddit says,
        someone said, my friend said, friend said, how can i, can i, could i, may i, where can i, where do i find,
        do you offer, if i, is it, is this, are you, is your, are your, why so many, why are there, love how,
        love the way, like how you
    """),
}
"""`maybe`: a question about danger, or what keeps from it, and no news of it, unless it is `certain`.

`hearsay`: others' words of the shop, and questions.
"""
