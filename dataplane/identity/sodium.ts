// libsodium, ready to use: whoever imports it from here need not wait for its WebAssembly (5 to 8
// ms).
import sodium from 'libsodium-wrappers'

await sodium.ready

export { sodium }
