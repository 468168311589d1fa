"""More words of trouble than an admin's lists show; what belongs to the other lists is in `policy_more`."""

from app.domain.policy_words import list_phrases

MORE_COMPLAINT = list_phrases("""
    缺德, 坑爹, 太坑, 坑死, 坑钱, 巨坑, 坑顾客, 坑消费者, 割韭菜, 忽悠人, 忽悠我, 什么态度, 这态度, 这种态度,
    态度恶劣, 就是你们的服务, 就这服务, 这么做生意, 这样做生意, 怎么做生意, 再也不买, 再也不来, 不会再买, 不会再来,
    永远不会买, 最后一次买, 千万别买, 大家别买, 劝大家, 最差的一次, 最烂的, 差到爆, 烂透, 太离谱, 真离谱, 好离谱,
    离谱到, 过分了, 很过分, 太可恶, 可恨, 气炸, 气疯, 火大, 愤怒, 很生气, 非常生气, 生气了, 我怒了, 抵制你们, 唱衰,
    呃人, 呃我, 呃钱, 找笨, 强盗, 没王法, 敷衍我, 敷衍客, 敷衍人, 糊弄我, 糊弄人, 糊弄客, 这么对…客, 这样对…客,
    这么对顾, 这样对顾, 怎样对客, 怎么对客, 对待客, 对待顾, 对待消, worst…ever, 再也不会买, 再也不会来, 再也不会信,
    会不会做生意, 糊弄消费, 当我不存在, 不尊重人, 不尊重顾客, 不尊重客, 没有一封回, 如实评价你们, 评价你们, 等着被骂,
    良心不会痛, 一生黑, 踩大雷, 必须吐槽, 等着扣分, 垃圾公司, 垃圾商家, 垃圾品牌, 不会再光顾, conned, swindled,
    swindlers, swindling, fraudsters, liars, you lied, lying to me, lies and, full of lies, all lies, stole from me,
    stealing from, stolen my money, took my money, taken my money, keep my money, kept my money, keeping my money,
    sitting on my money, steal my money, robbery, robbing, scum, scammy, sick of you, sick of your, sick of being,
    sick of waiting, fed up with you, fed up with your, fed up waiting, fed up of waiting, tired of waiting,
    tired of your, tired of being, had enough of you, had enough of your, disappointed in you, disappointed with your,
    disappointed by your, disappointed with you, so disappointed, very disappointed, extremely disappointed,
    really disappointed, bitterly disappointed, dissatisfied with your, very dissatisfied, very unhappy with,
    extremely unhappy, so angry, very angry, really angry, angry with you, angry at you, fuming, furious, pissed off,
    outraged, infuriated, beyond a joke, no excuse, inexcusable, unforgivable, not acceptable, never heard back,
    media attention, go to the press, go to the papers, going to the papers, going to the press, contact the press,
    bbc watchdog, go viral, report this shop, report this store, report this company, report this seller,
    make a complain, such a con, total con, is a con, treated me like, treated us like, disrespect, such disrespect,
    avoid you, avoid your, avoiding you, steer clear, stay away from you, stay away from this, keep away from you,
    not one apology, no apology, not even an apology, wasted weeks of, wasted my time, waste of my time,
    buys from you, ever buy from you, buy from you again, order from you again, shop with you again,
    deal with you again, recommend you to anyone, never recommend, wont recommend
""")

MORE_SAFETY = list_phrases("""
    撞了人, 撞人, 撞墙, 撞树, 撞飞, 晕倒, 晕过去, 昏倒, 昏过去, 休克, 抽搐, 窒息, 中毒, 呼吸困难, 喘不上气, 喘不过气,
    没呼吸, 没有呼吸, 失去意识, 没意识, 误食, 误吞, 吞下, 吞进, 吞咗, 咽下去, 卡喉咙, 卡住喉咙, 卡在喉咙, 噎住, 洗胃,
    打120, 叫120, 120来, 救护, 急救, 抢救, 重伤, 伤残, 残废, 打石膏, 骨裂, 脱臼, 韧带, 出事故, 出了事故, 没命, 送命,
    丧命, 命都, 差点死, 死亡, 身亡, 人身伤害, 安全隐患, 电麻, 电了一下, 电了我, 车架带电, 外壳带电, 车身带电,
    把手带电, 漏电了, 鼓起来了, 刹不了车, 停不下来, 停不住车, 暴冲, 油门卡住, 油门卡死, 车轮锁死, 轮子抱死, 前轮抱死,
    前轮锁死, 跳楼, 活不下去, 轻生, 自残, 煞车失灵, 我想死, 想去死, 想死的心, 砰的一声, 火光, 翻沟, 一点反应都没,
    撞护栏, 撞花坛, 撞路边, 撞路牙, 撞电线杆, 撞马路牙, 撞大树, 手断, 腿断, 脚断, 手折, 动弹不得, 膨起来, broken ribs,
    broken hip, broken foot, broken elbow, broken shoulder, broken teeth, broken tooth, broken jaw, hit my head,
    hit his head, hit her head, hit my face, banged my head, bumped my head, hit the ground, hit a wall, hit a tree,
    hit a car, hit by a car, hit by car, hit a pedestrian, into a wall, into a tree, into a car, into traffic,
    into the wall, over the handlebars, over the handlebar, over the bars, faceplanted, face planted, knocked off my,
    thrown off, threw me off, i crashed, he crashed, she crashed, we crashed, me crash, crashed into, had a crash,
    had an accident, have accident, in an accident, an accident happened, accident with your, accident with my,
    caused an accident, fell off my bike, fell off the bike, fell off my scooter, fell off the scooter, fell off his,
    fell off her, i fell, he fell, she fell, i have fallen, son fell, daughter fell, wife fell, husband fell,
    kid fell, child fell, mother fell, nearly killed, almost killed, nearly died, almost died, could kill,
    going to kill someone, nearly went under, nearly got hit, almost got hit, almost hit by, nearly hit by,
    nearly crashed, almost crashed, lost control, death trap, safety hazard, fire hazard, concussed, dizzy, zapped me,
    got zapped, a shock from, gives me a shock, gave him a shock, gave her a shock, felt a shock, got a shock,
    get a shock, getting shocks, electric shocks, electrical shock, live current, bloated battery, runaway,
    throttle stuck, throttle is stuck, throttle got stuck, no braking, brakes gave out, brakes went, brakes gone,
    brakes are gone, want to die, wanna die, end my life, end it all, self harm, harm myself, dont want to live,
    had a seizure, having a seizure, fire in garage, fire in house, fire help, caught alight, filled with smoke,
    smoke in the, smoke in my, smoke out, a bang and, in my eye, in my eyes, in his eye, in her eye, in his eyes,
    in her eyes, nasty shock, bad shock, big shock, shock off, shock when i touch, shock every time, threw me over,
    threw me
""")
