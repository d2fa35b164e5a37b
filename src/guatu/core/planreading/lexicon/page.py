"""Words that mark what a web page puts around a document."""

from guatu.core.text.words import words

# Anywhere in a short line: the line belongs to the page.
ANYWHERE = words(
    "无障碍浏览 无障碍阅读 进入无障碍 无障碍版 扫描二维码 服务许可证 信息许可证",
    "机构许可证 网站主办 网站承办",
    "ICP备 ICP证 公网安备 公安备案 备案号 网站标识 网站地图 网站声明 版权所有 版权与免责",
    "版权声明 Copyright copyright Reserved 技术支持",
    "管理入口 友情链接 地方频道 扫一扫 长者模式 关怀版 适老化模式",
    "加入收藏 设为首页 站内搜索 浏览次数 点击数 点击量 阅读次数 阅读量 访问量 点击总量",
    "浏览量 字体: 字号: 字体[ [打印] [关闭] 关闭窗口 打印本页 关闭本页 返回顶部 分享到",
    "分享至 上一篇 下一篇 相关链接 相关阅读 相关新闻 热点资讯 更多资讯 举报电话",
    "举报邮箱 联系电话 传真: 邮政编码 邮编: 您当前 当前位置 您的位置 您现在的位置",
    "您所在的位置 不得转载 未经授权 未经许可 未经书面 免责声明 提交评论 我要评论 网友评论",
    "新闻线索 文章关键词 今天是 索引号 主题分类 发文字号: 文号: 公开方式",
    "信息索引 发布机构 公开目录 体裁分类 信息来源 发布来源",
)
# At the start of a line: what follows belongs to the page, unless the plan goes on behind it.
TAIL = words(
    "责任编辑 责编 编辑: 编审: 审核: 校对: 终审: 声明: 评论: ICP 版权 [责任编辑 [编辑",
    "(责任编辑 (编辑 友情链接 扫一扫 上一篇 下一篇 附件下载",
)
# The line that a page prints under the headline.
BYLINE = words(
    "来源: 来源[ 作者: 发布时间 发布日期 日期: 时间: 发文日期 成文日期 生成日期 发布来源",
    "信息来源 文章来源 稿源 供稿 记者 通讯员 撰稿",
)
# Lines of a news page that end an excerpt.
MORE = words(
    "详情> 详情》 阅读全文 查看更多 点击查看",
)
