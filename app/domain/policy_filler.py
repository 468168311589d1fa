"""Small words that change nothing about what a visitor wants; no admin edits them, the lists are in `policy_words`."""

FILLER: tuple[str, ...] = (
    *["您好", "你好", "请", "问", "我", "我们", "你", "你们", "能", "可以", "不", "要", "想", "吗", "吧", "呢", "啊", "呀", "哦", "嘛", "了", "的", "帮", "给", "一下", "一个", "个", "谢谢", "麻烦", "现在", "马上", "立刻"],
    *["快", "点", "赶紧", "就", "是", "有", "没", "在", "行", "好", "直接", "还", "再", "到", "去", "来", "服务", "人员", "亲", "哈喽", "喂", "急", "都", "跟", "和", "与", "聊", "说", "话", "对话", "沟通", "谈", "帮忙"],
    *["这", "那", "里", "边", "需", "求", "让", "把", "他妈", "他", "妈", "靠", "该死", "真", "太", "很", "烦", "嗨", "拜托", "尽快", "先", "只", "也", "哪", "怎么", "办", "必须", "一定", "为", "什么", "不能"],
    *["hi", "hello", "hey", "please", "pls", "plz", "thanks", "thank", "you", "thx", "now", "right", "immediately", "asap", "just", "can", "could", "would", "will", "may", "i", "we"],
    *["to", "a", "an", "the", "me", "us", "im", "id", "ill", "like", "want", "need", "with", "for", "of", "is", "it", "this", "that", "there", "here", "your", "from", "at", "in", "on", "be", "have"],
    *["get", "let", "give", "put", "us", "some", "any", "real", "actual", "live", "again", "dear", "sir", "madam", "ok", "okay", "so", "and", "kindly", "really", "today", "quickly"],
    *["directly", "instead", "fast", "possible", "as", "soon", "if", "am", "was", "do", "does", "did", "go", "one", "fucking", "fuck", "damn", "bloody", "goddamn", "hell", "ffs"],
    *["must", "got", "gotta", "my", "am", "wish", "rather", "only", "already", "still", "think", "how", "where", "no", "sorry", "wanna", "gimme", "lemme", "god", "jesus", "christ"],
    *["human", "being", "breathing", "side", "end", "team", "through", "on", "up", "talk", "speak", "chat", "speaking", "talking", "stupid", "bro", "mate", "man"],
)

BETWEEN: tuple[str, ...] = (
    *["给", "帮", "我", "我们", "你", "你们", "您", "去", "把", "为", "来", "个", "一个", "一下", "到", "再", "的", "跟", "和", "与", "在", "接", "转", "找", "真", "位", "名", "点", "快", "着", "您们", "咱"],
    *["to", "a", "an", "the", "with", "some", "any", "your", "my", "me", "us", "for", "at", "from", "of", "real", "live", "actual", "on", "through", "up", "please", "in", "talk", "speak", "be"],
    *["customer", "support", "service", "another", "different", "proper", "genuine", "breathing", "fucking", "damn", "bloody", "goddamn", "one", "over", "an"],
    *["just", "by", "directly", "via", "someone", "somebody", "person", "human", "living", "you", "english", "speaking", "chinese", "sales", "be", "able", "get"],
)

NOT: tuple[str, ...] = (
    *["不", "没", "没有", "不会", "不想", "不是", "不用", "不要", "不是要", "不是想", "并非", "未", "不再", "不打算", "别"],
    *("not", "no", "never", "nobody was", "no one was", "not been", "wasnt", "isnt", "didnt", "dont", "wont", "without"),
)

PLAIN: tuple[str, ...] = (
    *["humane", "humans", "persons", "parson", "personal", "agents", "agency", "agenda", "argent", "someone", "hunan", "season", "reason", "oversea"],
    *["operate", "operators", "operated", "super", "supper", "supported", "supports", "supporter", "services", "serviced", "served", "server"],
    *["custom", "customs", "customers", "manage", "managed", "manages", "mange", "reports", "reporter", "robots", "robotic", "roots", "boot", "boots", "boat"],
    *["machines", "fired", "fires", "five", "fine", "file", "lawyers", "later", "layer", "lawn", "layers", "course", "count", "counts", "count", "really", "ready"],
    *["burning", "burned", "burns", "burn", "buying", "smoke", "smokes", "smoker", "spoke", "spokes", "smoked", "stake", "sake", "explore", "explored", "explodes"],
    *["scan", "scam", "scams", "seam", "human", "talking", "walking", "speaking", "breaking", "speeding", "standing", "sending", "contract", "contracts"],
    *["contact", "contacts", "contest", "content", "connect", "connects", "correct", "collect", "collected", "represent", "legal", "regal", "level"],
    *["injured", "injure", "insured", "insure", "ensured", "shook", "shock", "shocks", "stock", "shack", "stuck", "stick", "track", "truck", "brake", "break"],
    *["police", "polite", "policy", "price", "hours", "house", "hurts", "hurt", "court", "courts", "count", "could", "would", "chat", "chats", "cheat", "cheats"],
    *["reach", "teach", "beach", "each", "peach", "breach", "live", "life", "line", "like", "real", "meal", "heal", "seal", "deal", "steal", "relay", "reel", "rely"],
    *["stop", "shop", "step", "stops", "shops", "somewhere", "sometime", "sometimes", "something", "anything", "anyway", "anywhere", "anyhow"],
    *["threat", "threats", "thread", "threads", "heart", "hear", "heard", "earth", "hate", "have", "late", "rate", "gate", "mate", "date"],
    *["please", "place", "plate", "plane", "plain", "player", "person", "persona", "prison", "poison"],
    *["transfers", "transferred", "transform", "transport", "answer", "answers", "answered", "hello", "help", "helps", "helped", "helmet"],
)
