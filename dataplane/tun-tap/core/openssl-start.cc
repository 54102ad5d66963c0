#include "openssl-start.h"

#include <openssl/crypto.h>

#include <mutex>

namespace vip {

void startOpenSsl() {
  static std::once_flag once;
  std::call_once(once, [] { OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, nullptr); });
}

}  // namespace vip
