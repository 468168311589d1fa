"""Chinese letters that stand for others: traditional, Cantonese, sounding alike; what words mean is not known."""

import re

_PLAIN = str.maketrans(
    "轉訴話電機員經請幫聯繫係還個沒嗎麼為給們說講問題實師報檢舉傷燒煙發熱賠償騙詐評壞車開關時間對讓別換誰這專務區應該歡過來見會無與認識漏濃觸監責聽懂擾廢麻煩エ閣復覆處線"
    "長著着團隊顧連撥號碼簡單從樣謝賣買貨錢費網當際點夠語調論議譯證試詳訂計記許設詢諮裡裏妳辦動勞勁協華罵國圖場塊奪媽學寫導將屬層幾廣廠張強彈後徹憂態慣慘愛憑拋掃掛採揮搶"
    "摺擇擊擔據擋數斷於書東條樓標權歷歸殘決況減滿漲潔爛狀獨現環產畫療盜盡確禮種稱穩筆節範簽籃糾約級紅純紙細組結絕統綠維緊緩練縮總績織繞繳續罰習職聰聲腦腳臉臨舊號補裝製複規"
    "視親覺觀訊託訟詞誇誤課談諒貴貸資質購贈趕軟軸載輛輪輕輸較運達遠適選遲遺邊郵鄰醫釋鈴銀銷錄錯鏈鎖鐘鐵門閉閒闆階隨險雖雜離難靈靜響頁項順預頭額類願風飛飯養驗騎驚體髒鬆鬧麗"
    "絡變遞燈價優僅創備兒併倉閱讀鑰齊蹤兩寶壓損賬帳嚴屆搵揾冇傾倾嚟畀俾嘅喺唔咗睇"
    "極脹燙嗆滾濺夾鈕卻尋棄憤惡噁嚥暈剎閘脫縫腫齒滲噴審偵違氣異聞懶墜絞捲龍鋰災膽誠恥賴虧眾謊瞞貼頻傳繼稅爺孫嬰貓歲戶厲館遊閃滅頸肅讚譽攤髮鬚鑽濕溼攜墊纏壘遙輾釘顆檔鉤鋼哋佢嗰啲駁嗌"
    "貝亞負剋帥唄財剛紋針討迴徑庫馬隻衹訪執紹陰帶頂婦殺術魚傢測診喪絲陽軲須揀揚閑進殼睏韌圍溝準債業義聖園誕嘍慶綫遜閨瘋榖劃夥禍領麽颱臺厭鋪編撲諉徵衝膚駕萬儀暫錶噹駡諾諸儘蓋鴨樹壇膩鍋鍾擬營韓牆麯隱擺櫃檯竄蕩雞雙豐轆鞦鏡懲薦譜嚨嚮勸獸齣麵糰襬鷄攝護饋囂罎纔籤顯韆鬨搖癡谘茲並毀內虛淩喚疊冊",
    "转诉话电机员经请帮联系系还个没吗么为给们说讲问题实师报检举伤烧烟发热赔偿骗诈评坏车开关时间对让别换谁这专务区应该欢过来见会无与认识漏浓触监责听懂扰废麻烦工阁复复处线"
    "长着着团队顾连拨号码简单从样谢卖买货钱费网当际点够语调论议译证试详订计记许设询咨里里你办动劳劲协华骂国图场块夺妈学写导将属层几广厂张强弹后彻忧态惯惨爱凭抛扫挂采挥抢"
    "折择击担据挡数断于书东条楼标权历归残决况减满涨洁烂状独现环产画疗盗尽确礼种称稳笔节范签篮纠约级红纯纸细组结绝统绿维紧缓练缩总绩织绕缴续罚习职聪声脑脚脸临旧号补装制复规"
    "视亲觉观讯托讼词夸误课谈谅贵贷资质购赠赶软轴载辆轮轻输较运达远适选迟遗边邮邻医释铃银销录错链锁钟铁门闭闲板阶随险虽杂离难灵静响页项顺预头额类愿风飞饭养验骑惊体脏松闹丽"
    "络变递灯价优仅创备儿并仓阅读钥齐踪两宝压损账账严届找找没聊聊来给给的在不了看"
    "极胀烫呛滚溅夹钮却寻弃愤恶恶咽晕刹闸脱缝肿齿渗喷审侦违气异闻懒坠绞卷龙锂灾胆诚耻赖亏众谎瞒贴频传继税爷孙婴猫岁户厉馆游闪灭颈肃赞誉摊发须钻湿湿携垫缠垒遥碾钉颗档钩钢们他那些接叫"
    "贝亚负克帅呗财刚纹针讨回径库马只只访执绍阴带顶妇杀术鱼家测诊丧丝阳轱须拣扬闲进壳困韧围沟准债业义圣园诞喽庆线逊闺疯谷划伙祸领么台台厌铺编扑诿征冲肤驾万仪暂表当骂诺诸尽盖鸭树坛腻锅钟拟营韩墙曲隐摆柜台窜荡鸡双丰辘秋镜惩荐谱咙向劝兽出面团摆鸡摄护馈嚣坛才签显千闹摇痴咨兹并毁内虚凌唤叠册",
)
"""Letter by letter: a Japanese one that looks like 工 is among them, and at the end Cantonese ones."""

_CANTONESE = (
    (re.compile("唔[该該]晒?|多[谢謝]晒"), "谢谢"),
    (re.compile("唔好(?!意思)"), "不要"),
    (re.compile("唔[使駛驶]"), "不用"),
    (re.compile("[边邊][个個]"), "谁"),
    (re.compile("[边邊]度"), "哪里"),
    (re.compile("[而宜依]家"), "现在"),
    (re.compile("[喺系係]度"), "在"),
    (re.compile("有[冇无無]"), "有没有"),
    (re.compile("[点點]解"), "为什么"),
    (re.compile("乜[嘢野]?|咩"), "什么"),
)
_ALIKE = (
    (re.compile("(?<=[事哪])儿(?!子)"), ""),
    (re.compile(r"ren\s*(?=工)"), "人"),
    (re.compile(r"(?<=人)\s*gong"), "工"),
    (re.compile(r"zhuan\s*(?=[人真客])"), "转"),
    (re.compile(r"(?<=真)\s*ren"), "人"),
    (re.compile(r"(?<=客)\s*fu(?![a-z])"), "服"),
    (re.compile(r"(?<![a-z])kf(?![a-z])"), "客服"),
    (re.compile(r"ke\s*(?=服)|(?<=[\u3400-\u9fff])\s*ke\s*fu(?![a-z])"), "客服"),
    (re.compile("客服服"), "客服"),
    (re.compile("[转砖赚撰钻][人仁任认壬][工公功供宫弓攻共贡](?![作业资厂司商匠具款])"), "转人工"),
    (re.compile("专[仁任认壬人][公功供宫弓攻共贡](?![作业资厂司商匠具款给应])"), "转人工"),
    (re.compile("[仁任壬人][公功供宫弓攻工](?=[客课可克][服户福])"), "人工"),
    (re.compile("(?<=人工)[课可克刻科]服|(?<=[找接转])[课可克刻]服"), "客服"),
    (re.compile("机械人|几器人|机器仁|机七人"), "机器人"),
    (re.compile("[真针珍][任认仁](?=[客课可克]服|$|[吗呢聊])"), "真人"),
)
"""What is typed for what is meant; each looks at a few letters only."""

_ANY_CANTONESE, _ANY_ALIKE = (
    re.compile("|".join(pattern.pattern for pattern, _ in table)) for table in (_CANTONESE, _ALIKE)
)
"""One search instead of many: most texts have none of these."""


def mend_letters(text: str) -> str:
    """Return `text` in the simplified letters of the words that are probably meant."""
    if _ANY_CANTONESE.search(text):
        for pattern, meant in _CANTONESE:
            text = pattern.sub(meant, text)
    text = text.translate(_PLAIN)
    if _ANY_ALIKE.search(text):
        for pattern, meant in _ALIKE:
            text = pattern.sub(meant, text)
    return text
