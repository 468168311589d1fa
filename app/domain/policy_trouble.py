"""The words of trouble, and of answers that are none, until an admin edits them; hearing them: `wishes`, `gist`."""

from app.domain.policy_words import list_phrases

COMPLAINT = list_phrases("""
    投诉, 举报, 差评, 曝光你, 曝光你们, 给你曝光, 要曝光, 去曝光, 网上曝光, 发抖音曝光, 发微博曝光, 挂网上, 骗子,
    骗人, 诈骗, 欺诈, 坑人, 黑店, 奸商, 无良商家, 假货, 欺骗消费者, 虚假宣传, 霸王条款, 黑心, 无法解决, 太气人, 气死,
    忍无可忍, 没人负责, 讨个说法, 要个说法, 给个说法, 给我个说法, 太过分, 欺人太甚, 非常不满, 很不满意, 极其不满,
    推卸责任, 踢皮球, 维权, 太差劲, tousu, 坑我, 骗我, 骗钱, 被骗, 垃圾店, 烂店, complain, complaint, complaints,
    complaining, file a complaint, formal complaint, scam, scammed, scammer, scammers, scamming, fraud, fraudulent,
    ripped off, rip off, ripoff, cheated, cheating me, con artists, crooks, thieves, bad review, negative review,
    one star, 1 star, zero stars, worst service, worst company, terrible service, appalling, disgraceful,
    disgusting service, unacceptable, outrageous, absolutely furious, i am furious, im furious, livid, trustpilot,
    report you, report your shop, report your company, expose you, false advertising, misleading, deceived, lied to,
    stole my money, stealing my money, robbed, ombudsman complaint, daylight robbery, absolute joke, complete joke,
    shame on you, disgusted, tou su, wo yao tou su
""")

LEGAL = list_phrases("""
    12315, 12345, 消协, 消费者协会, 工商局, 工商部门, 工商投诉, 工商举报, 找工商, 去工商, 打工商, 市监局, 市场监管,
    市场监督, 消保委, 起诉, 告你, 告你们, 告上法庭, 告上法院, 上法庭, 上法院, 去法院, 法院见, 法庭见, 法院起诉,
    法院传票, 律师, 打官司, 诉讼, 仲裁, 法律途径, 法律手段, 法律责任, 法律行动, 走法律, 通过法律, 违法, 侵权, 我要报警,
    已经报警, 去报警, 要报警, 报警处理, 只能报警, 报警抓, 找警察, 叫警察, 派出所, 公安局, 公安, 经侦, 消费者权益,
    消费者权益保护法, 消法, 三倍赔偿, 退一赔三, 假一赔三, 假一赔十, 惩罚性赔偿, 小额诉讼, 立案, 工信部, 监管部门,
    315晚会, 315, lawyer, lawyers, attorney, attorneys, solicitor, solicitors, barrister, legal action,
    legal proceedings, legal steps, legal counsel, legal team, legal department, legal advice, legal notice,
    legally responsible, take you to court, see you in court, court, small claims, sue, sue you, suing, sued, lawsuit,
    litigation, chargeback, charge back, dispute the charge, dispute the payment, dispute this charge,
    dispute with my bank, dispute with paypal, paypal dispute, paypal claim, credit card dispute, reverse the charge,
    reverse the payment, trading standards, consumer protection, consumer rights, consumer affairs, consumer agency,
    better business bureau, ombudsman, ftc, attorney general, citizens advice, call the police, calling the police,
    went to the police, go to the police, going to the police, police report, report you to the police,
    contact the police, breach of contract, cease and desist, liable, liability, compensation claim, class action,
    gdpr complaint, data protection authority
""")

SAFETY = list_phrases("""
    着火, 起火, 失火, 着了火, 烧起来, 烧着, 烧坏, 烧焦, 烧毁, 烧了, 燃烧, 自燃, 冒烟, 冒烟了, 冒白烟, 冒黑烟, 冒火,
    爆炸, 炸了, 炸开, 爆燃, 烧糊, 糊味, 焦味, 烧焦味, 焦糊味, 烫伤, 烧伤, 灼伤, 受伤, 受了伤, 流血, 骨折, 住院,
    送医院, 进医院, 去医院, 救护车, 急诊, 摔伤, 撞伤, 摔断, 触电, 漏电, 被电, 电到我, 电击, 鼓包, 膨胀, 漏液,
    电池发烫, 电池很烫, 电池烫手, 刹车失灵, 刹不住, 刹车失效, 刹车突然, 断裂, 车架裂, 前叉断, 车架断, 把手断,
    突然加速, 失控, 火花, 出人命, 危及生命, 生命危险, 安全事故, 死人, 伤到, 伤了, 出车祸, 车祸, 交通事故, 送急诊,
    昏迷, 脑震荡, 缝针, 自杀, 不想活, on fire, caught fire, catching fire, catches fire, caught on fire, in flames,
    burst into flames, set fire, fire in my, started a fire, house fire, burned down, burnt down, battery burned,
    battery burnt, burned my, burnt my, is burning, burning smell, smell of burning, smells of burning, smells burnt,
    smell burning, smoking battery, battery is smoking, battery smoking, battery smokes, started smoking,
    starts smoking, smoke coming, smoke from, smoke came, smoke is coming, smoking hot, smoke out of, smoke and,
    full of smoke, emitting smoke, exploded, explosion, exploding, blew up, blown up, blowing up, injured, injury,
    injuries, hurt myself, got hurt, was hurt, been hurt, hurt my, hospital, ambulance, emergency room, broken arm,
    broken leg, broke my arm, broke my leg, broke my wrist, broke my collarbone, broke my, fractured, fracture,
    bleeding, blood, concussion, stitches, electric shock, electrocuted, got shocked, shocked me, gave me a shock,
    swollen battery, battery swelled, battery is swollen, battery swollen, bulging battery, battery is bulging,
    battery leaking, leaking battery, battery is leaking, brakes failed, brake failed, brake failure, brakes fail,
    brakes stopped working, brakes dont work, no brakes, frame snapped, frame cracked, fork snapped, fork broke,
    frame broke, snapped in half, sparks, sparking, melted, melting, overheating, overheated, unsafe, dangerous,
    crashed because, accident because, accelerated by itself, suicide, kill myself, accelerates by itself,
    someone could die, could have died, could have been killed, life threatening, burns on my, third degree,
    brakes just stopped working, brakes…stopped working
""")

UNSURE = list_phrases("""
    抱歉…不知道, 抱歉…不确定, 抱歉…无法回答, 抱歉…没有找到, 抱歉…不清楚, 抱歉…不太清楚, 抱歉…没找到,
    抱歉…不能回答, 抱歉…无法, 抱歉…不了解, 抱歉…没能理解, 抱歉…没有理解, 抱歉…没明白, 抱歉…不明白,
    抱歉…没有…信息, 抱歉…帮不, 我不知道, 我不清楚, 我不太清楚, 我不确定, 我不太确定, 我不了解, 我无法回答,
    我不能回答, 我没有找到, 我没找到, 我没有…信息, 暂无…信息, 暂时没有…信息, 没有相关信息, 没有…相关信息, 未找到,
    无法回答, 无法提供, 无法确认, 无法查询, 无法获取, 无法处理, 无法理解, 无法解答, 无法确定, 不知道答案, 不知道您,
    没有找到答案, 没有相关资料, 没有相关内容, 没有答案, 超出了我, 超出…能力, 超出…范围, 不在我的知识, 知识库…没有,
    知识库中没有, 知识库里没有, 没听懂, 没看懂, 没理解, 没有理解, 没太明白, 没明白, 不明白您, 不太明白, 不太理解,
    帮不了您, 帮不上, 回答不了, 解答不了, 查不到, 没有权限, 不便回答, 不好意思…不知道, 不好意思…不清楚,
    对不起…不知道, 对不起…不清楚, 对不起…无法, dont know, do not know, dont have an answer, do not have an answer,
    dont have the answer, do not have the answer, no idea, not sure, im not certain, am not certain, unsure,
    dont have information, do not have information, dont have any information, do not have any information,
    no information, dont have that information, do not have that information, dont have this information,
    do not have this information, dont have details, do not have details, dont have specific, do not have specific,
    dont have access, do not have access, cant answer, cannot answer, can not answer, unable to answer, unable to help,
    cant help, cannot help, can not help, unable to provide, cannot provide, cant provide, unable to find,
    could not find, couldnt find, cannot find, cant find, didnt find, did not find, unable to assist, cant assist,
    cannot assist, beyond my, outside my, out of my scope, outside of my, didnt understand, did not understand,
    dont understand, do not understand, didnt quite understand, didnt catch, did not catch, dont quite understand,
    not able to answer, not able to help, not able to find, not able to provide, not able to assist,
    not in my knowledge, isnt in my knowledge, isnt something i, is not something i, not something i can,
    dont have enough information, do not have enough information, couldnt understand, could not understand, no answer,
    unable to understand, unable to confirm, cannot confirm, cant confirm, unable to check, cant check, cannot check,
    unable to access
""")

COURTESY = list_phrases("""
    抱歉, 对不起, 不好意思, 很遗憾, 您好, 感谢, 谢谢, 换个说法, 换一种, 换个方式, 重新描述, 重新提问, 再问一次,
    再说一次, 再试, 详细描述, 更多细节, 具体一些, 更具体, 转人工, 人工客服, 联系客服, 客服同事, 客服人员, 客服团队,
    咨询客服, 联系我们, 下面有没有, 其他问题, 其他可以, 别的问题, 还有什么, 请联系, 官网, 请提供更多, 请告诉我更多,
    请稍后, 随时告诉, 我会尽力, 为您解答, 帮到您, 人工服务, 转接, sorry, apologize, apologise, apologies,
    unfortunately, afraid, thank you, thanks, other words, rephrase, rephrasing, try asking, ask again, asking again,
    more details, more detail, more information, clarify, be more specific, more specific, provide more,
    contact support, contact our, contact customer, contact us, reach out, customer service, customer support,
    support team, human agent, a person, a colleague, colleague, a human, questions below, anything else,
    something else, other questions, let me know, feel free, happy to help, hope this helps, great question,
    good question, on our website, visit our website, check our website, official website, try again, is yours
""")
