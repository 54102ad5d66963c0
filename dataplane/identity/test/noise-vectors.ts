// One published vector of each pattern, of the Noise library Cacophony as snow's tests carry them
// (MIT or Apache-2.0): those that also say the handshake hash. The others are read from
// `shared/vectors/` where it is there.
import type { NoiseVector } from './published-vectors.ts'

export const inlinedNoiseVectors: readonly NoiseVector[] = [
  {
    protocol_name: 'Noise_IK_25519_ChaChaPoly_SHA256',
    init_prologue: '4a6f686e2047616c74',
    init_static: 'e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1',
    init_ephemeral: '893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a',
    init_remote_static: '31e0303fd6418d2f8c0e78b91f22e8caed0fbe48656dcf4767e4834f701b8f62',
    resp_prologue: '4a6f686e2047616c74',
    resp_static: '4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893',
    resp_ephemeral: 'bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b',
    handshake_hash: '0b0f68fb0c27e03ce9b97565995ed4838cc0581b762ef72b062f6a546419fad7',
    messages: [
      {
        payload: '4c756477696720766f6e204d69736573',
        ciphertext:
          'ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944718da798efbcd91528520204f904b9bd6c7413dccdc214d951e15253e39987f18146e8cd0873654207148333479d4d16c289f0294b29960a72f48e0b7bba2e89083169825e59642148d492020664ccf7',
      },
      {
        payload: '4d757272617920526f746862617264',
        ciphertext:
          '95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f1448088435361e70b2ed446e6c9ec387d1d6b3b840f194e373979d241b203c4acafccf5',
      },
      {
        payload: '462e20412e20486179656b',
        ciphertext: '050e9f3c8fac16b68dbce8f8c4bfbf6617c897f9ada4aa29aa19c8',
      },
      {
        payload: '4361726c204d656e676572',
        ciphertext: '344233a6cabb7141d80f3da2fedc311d9646bbb0f505afe403a667',
      },
      {
        payload: '4a65616e2d426170746973746520536179',
        ciphertext: '62cdeeb172ad7ade7aa7d9e069da5790f12331bfa00177787a1d0810c67dc3b2b4',
      },
      {
        payload: '457567656e2042f6686d20766f6e2042617765726b',
        ciphertext: '029bead1b40992327044d409d9a1f3ad8f36c3c452775d557e18bbeb2e8dfcead32d514024',
      },
    ],
  },
  {
    protocol_name: 'Noise_IX_25519_ChaChaPoly_SHA256',
    init_prologue: '4a6f686e2047616c74',
    init_static: 'e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1',
    init_ephemeral: '893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a',
    resp_prologue: '4a6f686e2047616c74',
    resp_static: '4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893',
    resp_ephemeral: 'bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b',
    handshake_hash: 'c95696b7e335ad2ef3b5a35cb407b40c6376ee4f39c4619ffa37929b6dd8026d',
    messages: [
      {
        payload: '4c756477696720766f6e204d69736573',
        ciphertext:
          'ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c79446bc3822a2aa7f4e6981d6538692b3cdf3e6df9eea6ed269eb41d93c22757b75a4c756477696720766f6e204d69736573',
      },
      {
        payload: '4d757272617920526f746862617264',
        ciphertext:
          '95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f144808843db451ba0cc81ba55f01e5aeb04e3748f337344ed2a494219a3fae8ef756f95054f06f10bbe3e8a27bdf263fc314e16c300bf822646c34d35641d9635ea993c4694966ab721281c5093bc5d3831bf0a',
      },
      {
        payload: '462e20412e20486179656b',
        ciphertext: '90a3ae2a6f1c0f3c2b7a81c5ddfb3a068376a18b9267745459497b',
      },
      {
        payload: '4361726c204d656e676572',
        ciphertext: 'a54a54e469da6914ec8edeb1f2c1fc7434ab6a4834a0736b34fd9e',
      },
      {
        payload: '4a65616e2d426170746973746520536179',
        ciphertext: '8c4238fcd84fb9bb2be8cd2e3de1bb0098ad04b67c5b2f51275db91aa3641eca38',
      },
      {
        payload: '457567656e2042f6686d20766f6e2042617765726b',
        ciphertext: '39a819a8befe3e151ccb045ad6adb3590f3326936e8402e1e896435b3d543fe4cd423af3b7',
      },
    ],
  },
]
