// OpenSSL's libcrypto, linked statically, as all files here that use it begin with it.
#pragma once

namespace vip {

/**
 * Before the first use of libcrypto, as often as one likes: it reads no configuration file, since a privileged program
 * must not load what an environment variable names.
 */
void startOpenSsl();

}  // namespace vip
