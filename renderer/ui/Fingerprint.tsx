// The fingerprint of a key: selectable as it is written everywhere, shown in groups to compare, spelled for screen readers.
import { uiText } from '../text/ui-text.ts'
import { CopyText } from './CopyText.tsx'
import { fingerprintGroups, spelledFingerprint } from './fingerprint-groups.ts'

/** One line. Gaps are drawn, not written: what is selected has none. */
function FingerprintText({ fingerprint }: { fingerprint: string }) {
  return (
    <>
      <span className="sr-only select-none">
        {uiText.fingerprintSpelled(spelledFingerprint(fingerprint))}
      </span>
      <span aria-hidden="true" className="font-mono text-fine break-words select-text">
        <span className="text-ink-faint">SHA256:</span>
        {fingerprintGroups(fingerprint).map((group, at) => (
          // Groups of one fingerprint never change places.
          <span key={at} className="mr-[0.35ch]">
            {group}
            <wbr />
          </span>
        ))}
      </span>
    </>
  )
}

export function Fingerprint({ fingerprint, what }: { fingerprint: string; what: string }) {
  return (
    <CopyText text={fingerprint} what={what}>
      <FingerprintText fingerprint={fingerprint} />
    </CopyText>
  )
}

/** As the helper draws it: 11 lines of 19 characters. */
export function Randomart({ art }: { art: string }) {
  return (
    <pre
      role="img"
      aria-label={uiText.randomart}
      className="inline-block rounded-control bg-sunken px-2.5 py-2 font-mono text-[0.6875rem] leading-[1.15] text-ink-soft"
    >
      {art}
    </pre>
  )
}
