"""Words that mean trouble only together ("battery" and "hissing"); no admin edits them, `trouble` joins them.

Trouble in one phrase is on the lists of `policy_trouble`; a list that an admin empties silences the pairs beside it.
"""

from app.domain.policy_threats import DOUBT, THREAT_PAIRS, THREATS
from app.domain.policy_words import join_phrases, list_phrases

_OWN_BODY = join_phrases(
    "my, his, her, our, their, sons, daughters, wifes, husbands, kids",
    """
    arm, arms, leg, legs, wrist, wrists, hand, hands, finger, fingers, fingertip, thumb, head, face, nose, chin, teeth,
    tooth, front tooth, front teeth, eye, eyes, skull, neck, shoulder, collarbone, elbow, elbows, rib, ribs, hip, knee,
    knees, ankle, ankles, foot, feet, toe, toes, skin, lip, lips, mouth, jaw, thigh, forehead, palm, left arm,
    right arm, left leg, right leg, left hand, right hand, left wrist, right wrist
    """,
)

DANGERS = {
    "cell": list_phrases("""
        battery, batteries, battery pack, cell, cells, accumulator, akku, lithium, charger, charging, plug, adapter,
        adaptor, power supply, charging port, charge port, socket, outlet, cable, wire, wires, wiring, powerbank,
        power bank, 电池, 电瓶, 电芯, 充电器, 充电头, 充电口, 充电线, 适配器, 插座, 插头, 插排, 电源, 充电, 电线,
        线路, dianchi, the pack, 电池仓
    """),
    "cell_heat": list_phrases("""
        swollen, swelling, swelled, swell, swells, bulge, bulged, bulging, bloated, bloating, puffed, puffy, puffing,
        ballooned, ballooning, expanded, expanding, deformed, warped, hissing, hisses, sizzling, sizzles, crackling,
        popping, fizzing, smoking, smoke, smoked, smokes, smoky, steaming, flames, fire, flaming, boiling, red hot,
        burning, burnt, burned, so hot, too hot, extremely hot, really hot, very hot, crazy hot, super hot,
        insanely hot, hot to touch, hot to hold, hot as hell, scorching, overheats, overheat, melt, melts, melted,
        melting, leaks, leak, leaked, leaking, oozing, acid, fumes, stinks, smells, smell, smelling, smelly, sparked,
        spark, sparks, sparking, zapped, zapping, zaps, shocked, shock, tingle, tingling, blew, blackened, went bang,
        loud bang, went pop, gone pop, 发烫, 滚烫, 很烫, 好烫, 超烫, 太烫, 烫得, 烫的, 烫手, 特别烫, 巨烫, 非常烫,
        越来越烫, 烫死, 鼓了, 鼓起, 鼓胀, 鼓鼓, 发鼓, 变鼓, 胀了, 发胀, 胀起, 胀大, 胀开, 肿了, 肿起, 凸起, 凸出,
        变形, 裂开, 滋滋, 嘶嘶, 兹兹, 噼啪, 噼里啪啦, 怪味, 异味, 刺鼻, 臭味, 好臭, 很臭, 塑料味, 焦了, 烤焦, 糊了,
        爆了, 爆开, 爆裂, 炸裂, 炸了, 爆咯, 烧到, 烧掉, 烧没, 烧融, 烧化, 熔化, 融化, 熔了, 漏水, 漏酸, 漏出, 流出来,
        渗液, 渗出, 冒泡, 冒出, 冒气, 喷出, 喷火, 打火, 闪火, 火星, 电弧, 起火, 有烟, 出烟, 烟出, 电人, 电我, 麻手,
        手麻
    """),
    "ride": list_phrases("""
        bike, ebike, e bike, scooter, moped, motor, controller, rear hub, hub, display, saddle, seat, back of it,
        underneath, 车子, 车, 电机, 马达, 控制器, 仪表, 坐垫下, 座垫下, 电动车, 滑板车
    """),
    "ride_heat": list_phrases("""
        smoking, smoke coming, flames, on fire, burst into, caught alight, alight, went up, smouldering, smoldering,
        burning up, sizzling, zapped me, zaps me, shocks me, shock me, electrified, gave a shock, smell of burn,
        smells like burn, smelling burn, melted, 冒烟, 有烟, 出烟, 烧没, 烧光, 烧成, 烧了, 烧掉, 电人, 电手, 麻手,
        焦味, 糊味, 烧味
    """),
    "home": list_phrases("""
        house, room, bedroom, living room, garage, kitchen, hall, hallway, flat, apartment, basement, shed, office,
        car boot, corridor, home, 家里, 屋里, 房间, 客厅, 车库, 楼道, 走廊, 厨房, 地下室, 阳台, 屋子
    """),
    "home_heat": list_phrases("""
        smoke, fire, flames, burning, burnt, burned, smoking, smoky, smells of, stinks of, 烟, 着火, 起火, 烧, 火光,
        焦味, 糊味, 着了, 爆炸, 炸了
    """),
    "odour": list_phrases("""
        smell, smells, smelling, smelled, smelt, stinks, stink, stench, odour, odor, fumes, 味, 味道, 气味, 一股
    """),
    "odour_of": list_phrases("""
        burn, burned, burnt, burning, smoke, fire, melting, melted, chemical, chemicals, plastic burning, gas, acid,
        acrid, electrical, fishy, sulphur, sulfur, rotten eggs, 烧, 焦, 糊, 烟, 燶, 刺鼻, 塑料烧, 电线烧
    """),
    "brake": list_phrases("""
        brake, brakes, braking, breaks, the break, front brake, rear brake, back brake, brake cable, brake lever,
        disc brake, disk brakes, 刹车, 煞车, 煞車, 车闸, 手闸, 前闸, 后闸, 脚刹, 手刹, 前刹, 后刹, 碟刹, 刹车线,
        刹车片, 制动, 闸线, shache
    """),
    "brake_fail": list_phrases("""
        failed, fail, fails, failing, failure, gave out, gave up, gave way, giving out, gone, went, not working,
        not work, dont work, didnt work, doesnt work, arent working, isnt working, wont work, werent working,
        wasnt working, stopped, no response, not responding, not respond, dont respond, didnt respond, unresponsive,
        snapped, broke, lost, loss of, dead, did nothing, do nothing, does nothing, locked up, locked, seized,
        cut out, wouldnt, dont stop, doesnt stop, didnt stop, not stop, not stopping, not braking, not brake,
        not catching, dont catch, to the bar, to the handlebar, dont grip, dont hold, didnt hold, not hold, fell off,
        came off, 没反应, 无反应, 失灵, 失效, 失控, 断了, 断掉, 断开, 突然断, 不灵, 不管用, 不起作用, 没作用, 没用了,
        没了, 没有了, 不住, 掉了, 脱落, 脱了, 捏到底, 卡死, 抱死, 不工作, 不制动, 崩了, 崩断, 飞了, 停不, 刹不, 废了,
        没效果, 不好使, 没有反应, 突然松, 使不上, 踩不, 捏不
    """),
    "run_away": list_phrases("""
        on its own, by itself, by it self, on it own, itself, without me, suddenly, 自己, 自动, 自行, 突然, 猛地, 忽然
    """),
    "speeding": list_phrases("""
        accelerates, accelerated, accelerating, accelerate, took off, takes off, shot forward, shot off,
        shoots forward, lurched, lurches, surged, surges, speeds up, sped up, speeding up, started moving, drives off,
        drove off, runs away, ran off, full speed, kicked in, jumped forward, 加速, 往前冲, 冲出去, 窜出去, 冲了出去,
        窜了出去, 飞出去, 往前窜, 向前冲, 冲出, 窜出, 暴冲, 全速, sped off, speeds off, went off, drove away,
        dragged me
    """),
    "halting": list_phrases("""
        cant stop, couldnt stop, cannot stop, wont stop, wouldnt stop, unable to stop, not stop, doesnt stop,
        didnt stop, 停不下, 停不住, 停不了, 刹不住, 刹不了
    """),
    "moving": list_phrases("""
        bike, scooter, accelerating, moving, downhill, down hill, motor, throttle, car, traffic, running, going, 车,
        电机, 马达, 轮子, 下坡
    """),
    "throttle": list_phrases("throttle, accelerator, gas, 油门, 转把, 电门, 加速把, 拇指拨"),
    "jammed": list_phrases("""
        stuck, sticks, jammed, jams, wide open, wont release, stays on, doesnt release, wont let go, wont cut, 卡住,
        卡死, 松不开, 回不来, 不回位, 回不去, 卡着, 失控
    """),
    "part": list_phrases("""
        frame, fork, forks, stem, handlebar, handlebars, handle bar, steerer, steering, head tube, wheel, wheels,
        front wheel, rear wheel, axle, seatpost, seat post, crank, hinge, folding hinge, folding latch, folding joint,
        weld, welding, rim, child seat, baby seat, 前轮, 后轮, 车轮, 轮子, 轮圈, 把立, 车把, 把手, 龙头, 车头, 前叉,
        车架, 大梁, 车梁, 座管, 座杆, 坐管, 曲柄, 折叠扣, 折叠处, 折叠器, 焊接处, 焊点, 轴, 前轴, 儿童座椅
    """),
    "part_break": list_phrases("""
        snapped, snap, broke off, broke in, broke while, broke when, broken in two, broken off, came off, come off,
        comes off, coming off, fell off, flew off, falls off, detached, collapsed, collapses, sheared, cracked,
        cracks, crack, split, gave way, came apart, came loose while, fell apart, folded while, folded on, folded up,
        while, locked up, seized, popped off, popped out, 断了, 断开, 断成, 断掉, 突然断, 裂了, 裂开, 开裂, 裂缝,
        裂纹, 裂痕, 飞了, 飞出, 掉了, 脱落, 脱了, 掉下来, 掉出来, 散架, 崩了, 松脱, 锁死, 抱死, 折断, 断裂
    """),
    "body": (
        *_OWN_BODY,
        *list_phrases("""
            手被, 手都, 手给, 我手, 手指, 手腕, 手臂, 手掌, 左手, 右手, 双手, 小手, 手直接, 手也, 只手, 头被, 头都,
            我头, 我的头, 头部, 头撞, 头磕, 头皮, 个头, 脑袋, 额头, 脸, 脸上, 下巴, 门牙, 牙齿, 颗牙, 牙都, 嘴唇,
            嘴巴, 嘴里, 眼睛, 鼻子, 胳膊, 大腿, 小腿, 腿, 脚被, 脚都, 脚趾, 脚踝, 我脚, 的脚, 只脚, 脚背, 膝盖, 膝头,
            肩膀, 锁骨, 肋骨, 骨头, 皮肤, 皮都, 手肘, 肘
        """),
    ),
    "wound": list_phrases("""
        broke, broken, hurt, cut, bleeding, bleeds, bled, burnt, burned, blister, blisters, fractured, sprained,
        twisted, dislocated, smashed, crushed, trapped, pinched, stuck, caught, jammed, gashed, bruised, swollen,
        injured, knocked, chipped, snapped, torn, ripped, sliced, split, bashed, banged, scraped, grazed, stitched,
        scalded, off the ground, in a cast, in plaster, 夹住, 夹断, 夹到, 夹了, 夹破, 夹伤, 夹亲, 夹着, 被夹, 卡住,
        卡在, 卡到, 拔不出, 抽不出, 拿不出, 磕破, 磕了, 磕到, 磕掉, 撞到, 撞破, 撞了, 撞掉, 摔断, 摔破, 摔了, 摔伤,
        摔掉, 摔肿, 骨折, 断了, 断掉, 破了, 破皮, 流血, 流紧血, 出血, 是血, 缝了, 缝针, 肿了, 肿起, 肿得, 烫到, 烫了,
        烫伤, 烫起, 烧到, 烧伤, 受伤, 伤了, 伤到, 砸到, 砸了, 被砸, 压到, 压伤, 压住, 被压, 割了, 割到, 割伤, 割破,
        划破, 划伤, 划了, 划到, 扭了, 扭伤, 扭到, 擦破, 擦伤, 起泡, 水泡, 溅到, 溅进, 溅了, 溅, 进了, 辣亲, 绞进,
        绞到, 卷进, 动不了, 没知觉, cant move, cannot move, wont move, lost feeling
    """),
    "someone": list_phrases("""
        i, me, son, daughter, kid, kids, toddler, baby, child, boy, girl, little one, grandson, granddaughter, wife,
        husband, mother, father, mum, mom, dad, brother, sister, friend, girlfriend, boyfriend, partner, he, she, we,
        mate, nephew, niece, rider, pedestrian
    """),
    "fell": list_phrases("""
        fell off, fell down, fell hard, fell and, fell from, fell because, fell with, fell yesterday, fallen,
        fell over, crashed, was thrown, got thrown, been thrown, flew over, went over, came off the bike, came off it,
        tumbled, wiped out, slid into, slammed into, smashed into, collided, knocked over, knocked down, run over,
        got run over, nearly died, almost died, passed out, blacked out, killed, got electrocuted, got zapped,
        was zapped, got a shock, got shock, felt a shock, feel a shock, get shocked, get a shock, get shocks,
        had a fall, had a crash, have a crash, had an accident, had accident, have accident, has accident,
        had a bad accident, got burned, got burnt, unconscious, bleeding, injured, is hurt, is dead, died, in pain,
        dizzy
    """),
    "kin": list_phrases("""
        我, 妈, 爸, 爷爷, 奶奶, 孩子, 小孩, 宝宝, 儿子, 女儿, 娃, 仔, 老婆, 老公, 媳妇, 弟弟, 哥哥, 妹妹, 姐姐, 朋友,
        老人, 外孙, 孙子, 孙女, 男友, 女友, 有人, 他, 她, 小朋友, 侄子, 学生, 人都
    """),
    "tumble": list_phrases("""
        摔了, 摔倒, 摔下, 摔出, 摔飞, 摔惨, 摔成, 摔得, 摔进, 摔沟, 摔晕, 摔残, 摔跤, 摔一跤, 跌倒, 跌了, 跌亲, 跌下,
        跌落, 被撞, 被砸, 被压, 被烫, 被烧, 被绞, 晕了, 晕过, 晕倒, 昏倒, 昏过, 翻车, 栽了, 飞出去, 甩出去, 甩下,
        撞亲, 撞上, 撞树, 撞墙, 撞车, 窒息, 没呼吸, 抽搐
    """),
    "eater": list_phrases("""
        son, daughter, kid, kids, toddler, baby, child, boy, girl, little one, grandson, granddaughter, dog, puppy,
        cat, year old, yo, 孩子, 小孩, 宝宝, 儿子, 女儿, 娃, 仔, 狗, 猫, 宝贝, 外孙, 孙子, 孙女, 小朋友, 岁, 弟弟,
        妹妹, 女女
    """),
    "eaten": list_phrases("""
        swallowed, swallow, swallows, ate, eaten, eating, choking, choked, choke, chewed, chewing, licked, drank,
        in his mouth, in her mouth, in his nose, unconscious, burnt, burned, electrocuted, trapped, bleeding, injured,
        hurt, 吞, 咽, 吃了, 吃下, 吃进, 吃掉, 误食, 误吞, 塞进, 塞嘴里, 嘴里, 咬破, 咬开, 舔, 喝了, 噎, 卡在, 卡住,
        夹住, 夹到, 被夹, 烫到, 触电, 卡喉, 呛, 塞, 卷进, 绞进, 砸到, 砸了, 摔断, 骨折, 流血, 烫伤, 夹断, 磕破, 磕了
    """),
}

PAIRS = {
    **THREAT_PAIRS,
    "safety": (
        *(("cell", "cell_heat", 7), ("ride", "ride_heat", 6), ("home", "home_heat", 6), ("odour", "odour_of", 5)),
        *(("brake", "brake_fail", 6), ("run_away", "speeding", 5), ("halting", "moving", 5), ("throttle", "jammed", 5)),
        *(("part", "part_break", 5), ("body", "wound", 5), ("someone", "fell", 2), ("kin", "tumble", 7)),
        *(("eater", "eaten", 7), ("eater", "wound", 6)),
    ),
}
"""By rule: which two sides mean trouble when at most so many tokens stand between them in a clause."""

SIDES = {**DANGERS, **THREATS, **DOUBT}
