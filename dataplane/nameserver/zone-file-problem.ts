// What can be wrong with a zone file.
export type ZoneFileProblem =
  | { code: 'directive'; word: string }
  | { code: 'owner'; word: string }
  | { code: 'outside'; name: string }
  | { code: 'type'; word: string }
  | { code: 'ttl' }
  | { code: 'rdata'; type: string }
  | { code: 'unclosed' }
  | { code: 'soa' }
  | { code: 'ns' }
  | { code: 'cname'; name: string }
