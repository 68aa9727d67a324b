// What of NIST CSF 2.0 the product's own checks bear on: each subcategory with the tests that show it. It maps to them; it does
// not comply with anything. Imports nothing.

export interface Control {
  /** Subcategory of NIST CSF 2.0. */
  readonly id: string;
  readonly what: string;
  /** Test files that show it, below tests/. */
  readonly shownBy: readonly string[];
}

export const CONTROLS: readonly Control[] = [
  {
    id: 'GV.RR-02',
    what: 'Roles are declared for every route, and a route without one fails',
    shownBy: ['http/authorisation.test.ts'],
  },
  {
    id: 'ID.AM-07',
    what: 'Every field has an owner, a privacy class and a meaning',
    shownBy: ['model/schemas.test.ts', 'model/catalogue.test.ts'],
  },
  {
    id: 'ID.AM-08',
    what: 'What is kept can be erased by day, and the keys that seal it have a life cycle',
    shownBy: ['store/sealing.test.ts'],
  },
  {
    id: 'ID.RA-07',
    what: 'Changes come into force only whole, tested, and where asked for with the approval of somebody else',
    shownBy: ['governance/publishing.test.ts'],
  },
  {
    id: 'PR.AA-01',
    what: 'Identities of people and machines are issued, scoped, expire and can be revoked',
    shownBy: ['http/login.test.ts', 'commands/token.test.ts'],
  },
  {
    id: 'PR.AA-03',
    what: 'Whoever calls is authenticated by token, session, login provider or signature',
    shownBy: ['http/login.test.ts', 'http/signatures.test.ts'],
  },
  {
    id: 'PR.AA-05',
    what: 'Least privilege by role and source, and whoever changes does not approve',
    shownBy: ['http/authorisation.test.ts', 'governance/publishing.test.ts', 'http/privacy.test.ts'],
  },
  { id: 'PR.DS-01', what: 'Payloads and documents are encrypted at rest', shownBy: ['store/sealing.test.ts'] },
  {
    id: 'PR.DS-10',
    what: 'Personal and payment values are masked in use, and revealed only for a reason',
    shownBy: ['http/privacy.test.ts', 'model/masking.test.ts'],
  },
  {
    id: 'PR.PS-01',
    what: 'Configuration and workspaces are checked, content-addressed and can be rolled back',
    shownBy: ['config.test.ts', 'governance/bundle-file.test.ts', 'workspace/hostile.test.ts'],
  },
  {
    id: 'PR.PS-04',
    what: 'Who read, changed, revealed, exported and approved is written down',
    shownBy: ['governance/audit.test.ts', 'http/privacy.test.ts', 'commands/governance.test.ts'],
  },
  {
    id: 'DE.CM-09',
    what: 'Metrics, traces and structured logs of the running service, without values of messages',
    shownBy: ['deploy/deploy.test.ts', 'observability/traces.test.ts'],
  },
  {
    id: 'RS.AN-06',
    what: 'Records of what was done cannot be changed or cut off unnoticed',
    shownBy: ['governance/audit.test.ts'],
  },
];

/** The reference page. */
export function controlReference(): string {
  return [
    '# Controls',
    '',
    'Generated from `runtime/governance/controls.ts` by `npm run reference`. Subcategories of the NIST Cybersecurity Framework 2.0 that checks of this product map to. A check shows that the product does what it says; it is no statement that an organisation complies with the framework.',
    '',
    '| subcategory | what the product does | shown by |',
    '| --- | --- | --- |',
    ...CONTROLS.map(
      ({ id, what, shownBy }) => `| ${id} | ${what} | ${shownBy.map((file) => `\`tests/${file}\``).join(', ')} |`,
    ),
    '',
  ].join('\n');
}
