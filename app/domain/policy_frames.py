"""Ways of speaking that take back a request for a person, or confirm it; no admin edits them, `frames` hears them."""

from app.domain.policy_words import list_phrases

FRAMES = {
    "told": list_phrases("""
        朋友说, 朋友让, 朋友叫, 朋友跟我, 妈说, 爸说, 老公说, 老婆说, 邻居说, 他说, 她说, 别人说, 人家说, 网上说, 有人说,
        评论说, 评价说, 说明书说, 说明书上, 页面上写, 页面写, 页面上说, 网站写, 官网写, 官网说, 上面写, 快递说, 快递让,
        物流说, 物流让, 司机说, 客服说, 客服让, 客服叫, 店里说, 邮件里说, 邮件说, 短信说, 写着, 显示让, 提示让, 视频里说,
        friend wrote, friend said, friend says, friend told, friend asked, friends said, wife said, wife says,
        husband said, husband says, he said, she said, he says, she says, he wrote, she wrote, he told, she told,
        they said, they told, they say, it says, it said, website says, website said, page says, site says,
        email says, email said, email told, mail says, box said, box says, manual says, manual said, label says,
        instructions say, told me to, told us to, tells me to, advised me to, says to, said to, saying to, somebody said,
        someone said, someone wrote, people say, people said, reviews say, review says, review said, forum said,
        i read that, i heard that, i heard, heard that, faq says, the faq, dealer said, shop said, neighbour said,
        brother said, sister said, mother said, father said, mum said, dad said, son said, daughter said, mate said,
        courier said, courier says, driver said, dhl said, agent said, agent told, agent promised, rep said, rep told,
        representative said, representative told, colleague said, colleague told, colleague promised, staff said
    """),
    "supposed": list_phrases("""
        如果以后, 以后如果, 以后要是, 要是以后, 以后有, 以后出, 以后坏, 万一, 假如, 假设, 将来, 日后, 买回去, 买了之后, 买了以后,
        买之前, 下单前, 下单之前, 购买前, 还没买, 如果车, 如果收到, 如果到, 如果坏, 要是坏, 要是车, 要是收到, 如果有问题,
        要是有问题, 如果出现, 如果出了, 如果我买, 如果买, 收到货后, 到货后, 到货之后, 收货后, 哪天, 一旦, 倘若, 比如说,
        如果遇到, 要是遇到, 如果需要, 要是需要, 如果不满意, 坏了的话, 有问题的话, 问题的话, 如果没收到, 过了保修,
        if i have, if i had, if i need, if i needed, if i ever, if i buy, if i bought, if i order, if i get, if i want,
        if i wanted, if it breaks, if it broke, if it fails, if it arrives, if it stops, if it comes, if it does, if its broken,
        if something, if anything, if there is a problem, if theres a problem, if there are, if my, if the, if a, if one of,
        if things, if we have, if we need, if we buy, when it arrives, when it breaks, in case, after i buy, after buying,
        after purchase, after the purchase, after delivery, before i buy, before buying, before ordering, before i order,
        just wondering, just curious, in future, in the future, down the line, some day, suppose, supposing, hypothetically,
        let us say, lets say, in general, theoretically, should i ever, should it, should anything, should something,
        once i have, once it, what if, what happens if, were i to, had i
    """),
    "past": list_phrases("""
        联系过, 联系了, 找过, 找了, 问过, 问了, 咨询过, 咨询了, 聊过, 聊了, 打过, 谢谢, 感谢, 多谢, 多亏, 表扬, 夸夸, 夸一下,
        联系过你们, 问过你们, 跟客服说过, 感谢你们, 谢谢你们, 刚才那位, 昨天那位, 上次那位, 昨天的, 上次的, 之前的, 刚才的,
        talked to, talked with, spoke to, spoke with, spoken to, spoken with, chatted to, chatted with, was talking to,
        was speaking to, was chatting with, contacted, called, phoned, rang, emailed, messaged, wrote to, reached,
        was connected to, was transferred to, got connected to, got through to, was helped by, got help from, heard from,
        thanks to, thank, thanks, heard back from, dealt with, met, got a call from, got an email from, got a reply from
    """),
    "declined_after": list_phrases("""
        不用了, 就不用, 就不必, 不必了, 就算了, 就免了, 免了, 没必要, 不需要了, 就不需要, 不麻烦了, 就不麻烦, 暂时不用, 先不用,
        就不转了, 就不找了, 不转了, 不用转, 先不转, 取消, 不用来, 太慢了我, 晚点再说, 以后再说, 再说吧, 不着急,
        isnt necessary, is not necessary, not necessary, isnt needed, is not needed, not needed, not required, unnecessary,
        wont be necessary, isnt required, no longer needed, no longer necessary, not yet, later first, can wait
    """),
    "asked_whether": list_phrases("""
        是不是要, 是不是得, 是不是应该, 是不是必须, 是不是该, 要不要, 用不用, 需不需要, 是否需要, 是否要, 是否必须, 该不该,
        应不应该, 应该先, 必须要, 是必须, 一定要…吗, 一定得, 非得, 才能改, 才能退, 才能换, 才能取消, 才能用, 才能申请, 才能办,
        才能享, 才能查, 才能开, 才能买, 才可以改, 才可以退, 还是自己, 还是直接, 还是我自己, 还是等, 还是去, 需要找…吗,
        需要联系…吗, 需要打…吗, 需要通过…吗, 需要跟…吗, 需要和…吗, 还要找…吗, 还需要…吗, 还得…吗, 要先联系, 得先联系,
        should i, should we, do i have to, do i need to, do i need, do we need, do we have to, will i have to, will i need,
        is it necessary, is it required, is it mandatory, is it needed, does it require, would i have to, would i need,
        must i, am i supposed to, am i required, need i, ought i, or just wait, or can i do it, or can i just, or do i,
        or is it, or should i, is it better to, is it best to, is it worth, do customers, do people, do you require
    """),
    "later": list_phrases("""
        不行再, 有问题再, 有事再, 需要再, 需要的话再, 需要时再, 回头, 改天, 下次, 晚点再, 待会再, 待会儿再, 等会再, 等会儿再,
        等下再, 以后再, 稍后我, 我先看, 我自己, 实在不行, 到时候再, 不懂再, 不会再, 再来找, 我再找, 我再联系, 我再转, 我再问,
        ill ask, ill contact, ill call, ill talk to, ill speak to, ill get in touch, ill reach out, ill try to, ill find,
        i will ask, i will contact, i will call, i will talk, i will speak, i can ask, i could ask, i might ask,
        i may ask, i might call, i might talk, i might contact, maybe later, another time, next time, otherwise ill,
        otherwise i will, i was going to, i was about to, i almost, i thought about, ill let you know if, before asking,
        before contacting, before calling, before i contact, before i call, before i ask, before talking
    """),
    "task": list_phrases("""
        搬, 抬, 扶, 骑, 装车, 组装, 安装, 签收, 代收, 取件, 取货, 自提, 上门, 送货, 拆, 试骑, 拍照, 合影, 拼单, 拼车, 一起,
        陪, 帮我取, 帮我拿, 帮忙拿, 开门, 收货, 遛, 维修, 修车,
        pick up, pick it up, pick them up, collect, sign for, ride, ride it, carry, lift, assemble, put it together, install,
        deliver, come to my, come round, come over, come and, near me, near my, in my area, in my city, locally, at home,
        be home, under 16, as a gift, test ride, hold it, push, pedal, sit on, fit on, weigh, weighing, who has, who had,
        whos, who have, who bought, who owns, who rides, taller, tall, heavier, smaller, to hold, to lift, to carry, to ride,
        to assemble, to install, to collect, to receive, to sign, wear, steal, steals, stole
    """),
    "firm": list_phrases("""
        给我, 帮我, 帮忙, 麻烦, 我要, 我想, 我需要, 我就要, 我只要, 快, 马上, 立刻, 赶紧, 现在, 拜托, 求, 让你们, 叫你们, 请你, 请帮,
        请给, 请转, 请让, 请安排, 请联系, 请把, 劳驾, 我还是, 还是转, 还是给, 还是让, 还是找…吧, 还是叫, 直接转, 行不行, 好不好,
        能不能, 可不可以, 可否, 不然我, 必须给,
        please, now, let me, get me, give me, connect me, transfer me, put me, pass me, hand me, switch me, forward me,
        i want, i need, id like, i would like, i wish, i demand, i insist, id rather, id prefer, asap, immediately, right away,
        i wanna, gimme, im asking, i am asking, must speak, have to speak, get someone, can you, could you, kindly
    """),
}
"""`told`: somebody else's words. `supposed`: what may happen some day. `past`: somebody they had to do with, or thank.

`declined_after`: what stands behind the person that is not wanted. `asked_whether`: questions whether one has to.
`later`: what they may do themselves some day. `task`: what is done with hands, by no agent. `firm`: a direct request,
which outweighs what is supposed, asked or told nearby.
"""
