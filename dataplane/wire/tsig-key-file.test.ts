import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTsigKeyFile } from './tsig-key-file.ts'

// As tsig-keygen of BIND 9.18 prints it.
const generated = `key "vipip.net" {
\talgorithm hmac-sha256;
\tsecret "c2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXMgISEhISE=";
};
`

test('what tsig-keygen writes is read', () => {
  expect(parseTsigKeyFile(generated)).toEqual({
    ok: true,
    keys: [
      {
        name: 'vipip.net.',
        algorithm: 'hmac-sha256',
        secret: Uint8Array.from(Buffer.from('secret of thirty-two bytes !!!!!')),
      },
    ],
  })
})

test('so are several keys, without quotes, and comments', () => {
  const text = `# one
    key A.example { secret c2VjcmV0; algorithm HMAC-SHA512; }; // two
    /* three
    */ key b { algorithm hmac-sha256; secret "AA=="; };`
  expect(parseTsigKeyFile(text)).toMatchObject({
    ok: true,
    keys: [{ name: 'a.example.', algorithm: 'hmac-sha512' }, { name: 'b.' }],
  })
})

const block = (algorithm: string, secret: string) =>
  `key "k" {\n  algorithm ${algorithm};\n  secret "${secret}";\n};\n`

describe('what is wrong is said, with its line', () => {
  test.each([
    ['', 1, { code: 'no-key' }],
    ['options { };', 1, { code: 'expected', what: 'key' }],
    ['\nkey "a..b" { };', 2, { code: 'key-name' }],
    ['key "k"\n;', 2, { code: 'expected', what: '{' }],
    ['key "k" {\n algorithm hmac-sha256\n};', 3, { code: 'expected', what: ';' }],
    ['key "k" { algorithm hmac-sha256; secret "AA==";', 1, { code: 'expected', what: '}' }],
    [block('hmac-md5', 'AA=='), 2, { code: 'algorithm' }],
    [block('hmac-sha256', 'not base64!'), 3, { code: 'secret' }],
    [block('hmac-sha256', ''), 3, { code: 'secret' }],
    ['key "k" { secret "AA=="; };', 1, { code: 'algorithm' }],
    [block('hmac-sha256', 'AA==') + block('hmac-sha256', 'AA=='), 5, { code: 'key-twice' }],
  ])('%j', (text, line, problem) => {
    expect(parseTsigKeyFile(text)).toEqual({ ok: false, line, problem })
  })
})

test('any text gives keys or a problem', () => {
  const piece = fc.constantFrom(...['key', '"k"', '{', '}', ';', 'algorithm', 'hmac-sha256', '\n'])
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
      expect(typeof parseTsigKeyFile(pieces.join(' ')).ok).toBe('boolean')
    }),
  )
})
