// The door between JavaScript and the native code: what `require('tun-tap.node')` gives.
#include <napi.h>

#include "aead-addon.h"
#include "datagram-way-addon.h"
#include "dataplane-addon.h"
#include "handshake-crypto-addon.h"
#include "netlink-addon.h"
#include "peer-credentials-addon.h"
#include "sd-notify-addon.h"
#include "server-socket-addon.h"

namespace {

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  vip::exportAead(env, exports);
  vip::DataplaneAddon::exportClass(env, exports);
  vip::exportDatagramWay(env, exports);
  vip::exportHandshakeCrypto(env, exports);
  vip::exportNetlink(env, exports);
  vip::exportPeerCredentials(env, exports);
  vip::exportSdNotify(env, exports);
  vip::exportServerSocket(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(tun_tap, initialise)
