// The flavours in which the native addon is built, and the compiler flags of each.

/** `product` is shipped; `bench` adds the null cipher, which is only for measuring; `sanitize` is for tests. */
export type Flavour = 'product' | 'bench' | 'sanitize'

export const flavours: readonly Flavour[] = ['product', 'bench', 'sanitize']

export function isFlavour(text: string): text is Flavour {
  return flavours.some((flavour) => flavour === text)
}

/** The folder under the project's root that a flavour's programs are written to. */
export function outputFolder(flavour: Flavour): string {
  return flavour === 'product' ? 'out' : `out/${flavour}`
}

/** For all C++ of the project. No exceptions: none may cross the N-API border or a packet thread. */
export const languageFlags: readonly string[] = [
  '-std=c++20',
  '-fno-exceptions',
  '-Wall',
  '-Wextra',
  '-Werror',
]

const addonFlags = [...languageFlags, '-fPIC', '-fvisibility=hidden']

export const flavourFlags: Readonly<Record<Flavour, readonly string[]>> = {
  product: [...addonFlags, '-O3', '-g1'],
  // A separate binary, so that no configuration of the product can reach a cipher that does nothing.
  bench: [...addonFlags, '-O3', '-g1', '-DVIP_NULL_CIPHER'],
  sanitize: [
    ...addonFlags,
    '-O1',
    '-g',
    '-fsanitize=address,undefined',
    // A report that does not end the process would be lost in a test's output.
    '-fno-sanitize-recover=all',
    '-fno-omit-frame-pointer',
  ],
}

/** Added when linking; `product` and `bench` must run where the distribution's libstdc++ is older. */
export const flavourLinkFlags: Readonly<Record<Flavour, readonly string[]>> = {
  product: ['-static-libstdc++', '-static-libgcc'],
  bench: ['-static-libstdc++', '-static-libgcc'],
  sanitize: ['-fsanitize=address,undefined'],
}
