// Vectors that stand in the ciphers' own specifications, so that something published is checked everywhere.
import type { CipherName } from '../ciphers.ts'

/** All values in hexadecimal digits. */
export type AeadVector = {
  name: string
  cipher: CipherName
  key: string
  nonce: string
  additional: string
  plaintext: string
  ciphertext: string
  tag: string
}

const gcmKey = 'feffe9928665731c6d6a8f9467308308'.repeat(2)
const gcmPlaintext =
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
  '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255'
const gcmCiphertext =
  '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
  '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad'

/** Of a vector whose plaintext ends four bytes before a block does. */
function withoutLastWord(digits: string): string {
  return digits.slice(0, -8)
}

export const publishedVectors: readonly AeadVector[] = [
  {
    name: 'McGrew and Viega, The Galois/Counter Mode of Operation, test case 13',
    cipher: 'aes-256-gcm',
    key: '00'.repeat(32),
    nonce: '00'.repeat(12),
    additional: '',
    plaintext: '',
    ciphertext: '',
    tag: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    name: 'McGrew and Viega, test case 14',
    cipher: 'aes-256-gcm',
    key: '00'.repeat(32),
    nonce: '00'.repeat(12),
    additional: '',
    plaintext: '00'.repeat(16),
    ciphertext: 'cea7403d4d606b6e074ec5d3baf39d18',
    tag: 'd0d1c8a799996bf0265b98b5d48ab919',
  },
  {
    name: 'McGrew and Viega, test case 15',
    cipher: 'aes-256-gcm',
    key: gcmKey,
    nonce: 'cafebabefacedbaddecaf888',
    additional: '',
    plaintext: gcmPlaintext,
    ciphertext: gcmCiphertext,
    tag: 'b094dac5d93471bdec1a502270e3cc6c',
  },
  {
    name: 'McGrew and Viega, test case 16',
    cipher: 'aes-256-gcm',
    key: gcmKey,
    nonce: 'cafebabefacedbaddecaf888',
    additional: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    plaintext: withoutLastWord(gcmPlaintext),
    ciphertext: withoutLastWord(gcmCiphertext),
    tag: '76fc6ece0f4e1768cddf8853bb2d551b',
  },
  {
    name: 'RFC 8439 section 2.8.2',
    cipher: 'chacha20-poly1305',
    key: '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f',
    nonce: '070000004041424344454647',
    additional: '50515253c0c1c2c3c4c5c6c7',
    plaintext: Buffer.from(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, " +
        'sunscreen would be it.',
    ).toString('hex'),
    ciphertext:
      'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6' +
      '3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36' +
      '92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc' +
      '3ff4def08e4b7a9de576d26586cec64b6116',
    tag: '1ae10b594f09e26a7e902ecbd0600691',
  },
  {
    // The nonce is salt a0a1a2a3 and IV; the additional data are SPI and sequence number.
    name: 'RFC 7634 Appendix A: an ICMP echo in ESP',
    cipher: 'chacha20-poly1305',
    key: '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f',
    nonce: 'a0a1a2a31011121314151617',
    additional: '0102030400000005',
    plaintext:
      '45000054a6f200004001e778c6336405c000020508005b7a3a080000553bec10' +
      '0007362708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223' +
      '2425262728292a2b2c2d2e2f303132333435363701020204',
    ciphertext:
      '24039428b97f417e3c13753a4f05087b67c352e6a7fab1b982d466ef407ae5c6' +
      '14ee8099d52844eb61aa95dfab4c02f72aa71e7c4c4f64c9befe2facc638e8f3' +
      'cbec163fac469b502773f6fb94e664da9165b82829f641e0',
    tag: '76aaa8266b7fb0f7b11b369907e1ad43',
  },
]
