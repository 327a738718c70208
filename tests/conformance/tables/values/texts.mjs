// Strings. Each entry: name, JavaScript, notation.

const long = 'añ✓🎈'.repeat(1000);

export default [
  ['string.empty', "''", ['string', '']],
  ['string.ascii', "'plain text'", ['string', 'plain text']],
  ['string.one-character', "'x'", ['string', 'x']],
  ['string.nul', "'a\\0b'", ['string', 'a\0b']],
  ['string.only-nul', "'\\0'", ['string', '\0']],
  ['string.control-characters', "'\\t\\n\\r\\b\\x1b\\x7f'", ['string', '\t\n\r\b\x1b\x7f']],
  ['string.quotes-and-backslashes', `'"\\'\\\\/'`, ['string', `"'\\/`]],
  ['string.latin', "'naïve Ärger'", ['string', 'naïve Ärger']],
  ['string.two-bytes-each', "'Привет'", ['string', 'Привет']],
  ['string.three-bytes-each', "'日本語'", ['string', '日本語']],
  ['string.astral', "'🎈𝒳'", ['string', '🎈𝒳']],
  ['string.last-code-point', "'\\u{10ffff}'", ['string', '\u{10ffff}']],
  ['string.joined-emoji', "'👩‍👩‍👧'", ['string', '👩‍👩‍👧']],
  ['string.not-normalised', "'e\\u0301'", ['string', 'e\u0301']],
  ['string.right-to-left', "'שלום'", ['string', 'שלום']],
  ['string.byte-order-mark', "'\\ufeffx'", ['string', '\ufeffx']],
  ['string.line-separators', "'\\u2028\\u2029'", ['string', '\u2028\u2029']],
  ['string.replacement-character', "'\\ufffd'", ['string', '\ufffd']],
  ['string.non-characters', "'\\uffff\\ufdd0'", ['string', '\uffff\ufdd0']],
  ['string.private-use', "'\\ue000'", ['string', '\ue000']],
  ['string.json-inside', `'{"a":1}'`, ['string', '{"a":1}']],
  ['string.number-inside', "'-0'", ['string', '-0']],
  ['string.looks-undefined', "'undefined'", ['string', 'undefined']],
  ['string.long', "'añ✓🎈'.repeat(1000)", ['string', long]],

  ['utf16.lone-high', "'\\ud800'", ['utf16', [0xd800]]],
  ['utf16.lone-low', "'\\udc00'", ['utf16', [0xdc00]]],
  ['utf16.reversed-pair', "'\\udc00\\ud800'", ['utf16', [0xdc00, 0xd800]]],
  ['utf16.high-at-the-end', "'ab\\udbff'", ['utf16', [0x61, 0x62, 0xdbff]]],
  ['utf16.low-at-the-start', "'\\udfffab'", ['utf16', [0xdfff, 0x61, 0x62]]],
  ['utf16.high-before-a-pair', "'\\ud83d\\ud83c\\udf88'", ['utf16', [0xd83d, 0xd83c, 0xdf88]]],
  ['utf16.with-nul', "'\\0\\ud800\\0'", ['utf16', [0, 0xd800, 0]]],
];
