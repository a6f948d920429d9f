// The closed set of reasons for which a sample is refused, in both languages, each with what to do next.

interface Texts {
  readonly zh: string
  readonly en: string
  readonly adviceZh: string
  readonly adviceEn: string
}

const CORRECT_ZH = '请来源系统更正后重报。'
const CORRECT_EN = 'Have the source correct the record and deliver it again.'

function texts(zh: string, en: string, adviceZh: string = CORRECT_ZH, adviceEn: string = CORRECT_EN): Texts {
  return { zh, en, adviceZh, adviceEn }
}

/** `{detail}` stands for the declared format, the limit or the other value. */
export const reasonTexts = {
  missing: texts('必填字段为空', 'A required field is empty', '请来源系统补齐该字段；空值不按 0 处理。', 'Have the source fill the field in; an empty value is never read as 0.'),
  'wrong-type': texts('应为单个文本或数字', 'A single text or number is needed', '请核对数据源文件中的路径；超过 15 位的编号请以文本上报。', 'Check the path in the feed file; deliver ids of more than 15 digits as text.'),
  'unlisted-value': texts('该取值不在数据源文件的 enum 对照表中', 'The value is not in the enum of the feed file', '请在 enum 中补充该取值，或更正来源数据。', 'Add the value to `enum`, declare `otherwise`, or correct the source.'),
  'not-a-flag': texts('无法判断真假', 'Neither true nor false', '请在数据源文件中用 equals、in 或 enum 说明哪些取值为真。', 'Say in the feed file with `equals`, `in` or `enum` which values mean true.'),
  'too-long': texts('超过 {detail} 个字符', 'Longer than {detail} characters', '请核对该字段是否映射到了正确的列。', 'Check that the field is mapped to the right column.'),
  'control-character': texts('含有控制字符（如 NUL）', 'Contains a control character such as NUL'),
  'unpaired-surrogate': texts('含有不完整的 Unicode 字符', 'Contains half of a Unicode character'),
  'unreadable-date': texts('日期不符合声明的格式 {detail}', 'The date is not of the declared form {detail}', '请更正日期，或修改数据源文件中的 date.format。', 'Correct the date, or the `date.format` of the feed file.'),
  'no-such-time': texts('时区 {detail} 中不存在该时刻', 'The zone {detail} has no such local time', '该时刻在改钟时被跳过，请来源系统核实。', 'It was skipped when the clocks changed: have the source check it.'),
  'date-out-of-range': texts('日期超出允许范围（{detail}）', 'The date is out of range ({detail})', '请核实日期；占位日期请列入 blanks；并核对秒与毫秒。', 'Check the date; list placeholder dates under `blanks`; check seconds against milliseconds.'),
  'in-the-future': texts('时间比当前时间晚 5 分钟以上', 'The time is more than 5 minutes ahead of now', '请核对来源系统的时钟与时区。', 'Check the clock and the zone of the source.'),
  'not-a-number': texts('不是数字', 'Not a number', '请使用普通十进制数字，不带千分位、单位、百分号或指数。', 'Write plain decimal digits: no thousands separators, unit, percent sign or exponent.'),
  'not-an-integer': texts('换算后不是整数', 'Not a whole number after conversion', '请核对 scale 或 unit，并以更小的单位提供。', 'Check `scale` or `unit`, or deliver a smaller unit.'),
  negative: texts('不能为负', 'Must not be negative'),
  'number-out-of-range': texts('数值过大', 'The number is too large', '请核对该列与单位。', 'Check the column and its unit.'),
  'wrong-scale': texts('百分比与声明的形式 {detail} 不符', 'The percentage is not of the declared scale {detail}', '请核对 scale：0.83 为 0-1，83 为 0-100，"83%" 为 percent-text。', 'Check `scale`: 0.83 is 0-1, 83 is 0-100, "83%" is percent-text.'),
  'bare-percent': texts('只有百分比，没有分子和分母', 'A percentage without numerator and denominator', '请提供分子和分母；单独的百分比无法汇总，也不作判级依据。', 'Deliver numerator and denominator: a bare percentage cannot be summed or judged.'),
  'numerator-above-denominator': texts('分子大于分母（{detail}）', 'The numerator is above the denominator ({detail})', '请核对两者的统计范围是否一致。', 'Check that both count the same population.'),
  'closed-before-start': texts('办结时间早于受理或立案时间（{detail}）', 'Closed before it was accepted or filed ({detail})'),
  'contact-before-dispatch': texts('首次联系早于派单（{detail}）', 'First contact before dispatch ({detail})'),
  'reopened-before-closed': texts('重办早于办结', 'Reopened before it was closed'),
  'ends-before-start': texts('结束早于开始（{detail}）', 'Ends before it begins ({detail})'),
  'nothing-stated': texts('该记录没有任何生命周期字段', 'The record states none of the life-cycle fields', '请核对该记录是否属于此数据源。', 'Check that the record belongs to this feed; `filter` leaves others out.'),
  'unknown-area': texts('城市文件中没有该区域', 'The city file has no such area', '请在城市文件中登记该区域或别名，或更正来源数据。', 'Add the area or an alias to the city file, or correct the source.'),
  'ambiguous-area': texts('该名称对应多个区域（{detail}）', 'The name fits several areas ({detail})', '请改用代码，或为其中一个登记别名。', 'Deliver codes, or add an alias to one of them.'),
  'expired-area': texts('该区域已撤销（{detail}）', 'The area was no longer valid ({detail})', '请改报现行区域代码，或声明 whenExpired: successor。', 'Deliver the present code, or declare `whenExpired: successor`.'),
  'unknown-bureau': texts('城市文件中没有该部门', 'The city file has no such bureau', '请在城市文件中登记该部门或别名，或更正来源数据。', 'Add the bureau or an alias to the city file, or correct the source.'),
  'ambiguous-bureau': texts('该名称对应多个部门（{detail}）', 'The name fits several bureaus ({detail})', '请改用代码，或为其中一个登记别名。', 'Deliver codes, or add an alias to one of them.'),
  'expired-bureau': texts('该部门已撤并（{detail}）', 'The bureau was no longer valid ({detail})', '请改报现行部门代码，或声明 whenExpired: successor。', 'Deliver the present code, or declare `whenExpired: successor`.'),
  'unknown-column': texts('出现未声明的字段', 'A column that the feed file does not list', '请把它加入 columns；不使用的列入 ignore。', 'Add it to `columns`, or to `ignore` when it is not used.'),
  'missing-column': texts('缺少声明的字段', 'A column that the feed file lists is missing', '请核对来源系统是否改名或删除了该字段。', 'Check whether the source renamed or dropped it.'),
  'forbidden-key': texts('不允许的键名', 'A key that is not allowed', '请来源系统去掉 __proto__、constructor、prototype 这类键名。', 'Have the source leave out keys such as __proto__, constructor and prototype.'),
  'repeated-key': texts('同一对象中键名重复', 'The same key twice in one object'),
  'unreadable-bytes': texts('存在不符合编码 {detail} 的字节（如半个字符）', 'Bytes that are not {detail}, such as half a character', '请核对文件编码，或更正该行。', 'Check the declared encoding, or correct the row.'),
  'ragged-row': texts('列数与表头不符（{detail}）', 'The number of cells differs from the header ({detail})', '请更正该行；若为最后一行，文件可能尚未写完。', 'Correct the row; if it is the last one, the file may still be growing.'),
  'broken-quotes': texts('引号未闭合或位置错误', 'A quotation mark that is not closed or stands in the wrong place', '请更正该行的引号；字段内的引号要写两次。', 'Correct the quotes of the row; a quote inside a cell is written twice.'),
  'not-a-record': texts('样本应为一个对象', 'A sample must be an object', '请按 {"samples": [{...}]} 的形式上报。', 'Deliver {"samples": [{...}]}.'),
  'unreadable-message': texts('消息中没有可读取的样本（{detail}）', 'The message holds no samples that can be read ({detail})', '请发布 {"samples": [{...}, ...]}、数组或单个 JSON 对象。', 'Publish {"samples": [{...}, ...]}, a list, or one JSON object.'),
  'message-too-large': texts('消息超过 {detail} KiB', 'The message is larger than {detail} KiB', '请把样本分成多条消息发布，或在数据源文件中调大 largestMessageKiB。', 'Publish the samples in several messages, or raise `largestMessageKiB` in the feed file.'),
  'foreign-topic': texts('主题不属于该数据源（{detail}）', 'The topic is not one of this feed ({detail})', '若刚修改过 topic，消息代理仍保留原订阅：请为该数据源换一个 clientId。', 'If `topic` was changed, the broker still holds the old subscription: give the feed another `clientId`.'),
  'foreign-source': texts('主题中的来源不是该数据源声明的来源 {detail}', 'The topic names another source than the feed declares ({detail})', '请核对发布方的主题；一个主题树上有多个系统时，在各数据源的 topic 中直接写明系统名。', 'Check the topic of whoever publishes; where several systems share a tree of topics, write the name of the system into the `topic` of each feed.'),
  'too-deep': texts('嵌套超过 {detail} 层', 'Nested more than {detail} deep', '请减少嵌套层数。', 'Deliver flatter records.'),
  'not-json': texts('该行不是有效的 JSON（{detail}）', 'The line is not JSON ({detail})', '请更正该行；若为最后一行，文件可能尚未写完。', 'Correct the line; if it is the last one, the file may still be growing.'),
  'error-cell': texts('单元格是公式错误（{detail}）', 'The cell is a formula error ({detail})', '请在表格中更正公式或填写数值后重新上传。', 'Mend the formula, or write the value into the cell, and deliver the sheet again.'),
  'lost-digits': texts('数字单元格只保留 15 位有效数字，该值（{detail}）已丢失末位', 'A number cell keeps 15 digits, and this value ({detail}) has lost its last ones', '请把该列设为文本格式后重新填写编号，不要用数字格式。', 'Make the column text and enter the ids again; a number cell cannot hold them.'),
  'no-spreadsheet-date': texts('该数字不是表格日期（{detail}）', 'The number is no date of a spreadsheet ({detail})', '请更正该单元格的日期。', 'Correct the date in the cell.'),
  internal: texts('处理该样本时出现程序错误（{detail}）', 'A program error while reading this sample ({detail})', '请联系维护人员，并附上该样本。', 'Report it with this sample; it can be replayed afterwards.'),
} as const satisfies Record<string, Texts>

export type RejectionCode = keyof typeof reasonTexts
