/**
 * Words that guessers of our passwords try first and that the estimator's own lists lack: the product, and favourites of
 * the Chinese-speaking web (OWASP ASVS 5.0.0-6.1.2 asks for this list to be written down).
 */
export const wordList = [
  'gatehouse', 'menlou', '门楼', '密码', '口令', 'mima', 'denglu', 'zhanghao',
  'woaini', 'woaini1314', 'woaini520', '5201314', '1314520', '520520', '1314', '521', '88888888', '66666666', '147258369',
  'a123456', 'a123456789', 'aa123456', '123456a', '123456aa', '123456abc', 'abc123456', 'q123456', 'qq123456', 'asd123456', 'zxc123456',
  'wang1234', 'wangyang', 'zhangwei', 'zhangsan', 'lisi', 'wangwu', 'xiaoming', 'baobao', 'laopo', 'laogong', 'aiziji', 'taobao', 'weixin', 'zhongguo', 'beijing', 'shanghai',
]
