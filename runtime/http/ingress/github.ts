// GitHub's way, which many others took over: `sha256=` and the hex HMAC-SHA256 of the raw body. (docs.github.com, "Validating webhook deliveries")
import { hmac, requireHeader, type Scheme, same } from './scheme.ts';

export const github: Scheme = {
  name: 'github',
  description:
    '`X-Hub-Signature-256`, as GitHub, Gitea and many others send it. The older `X-Hub-Signature` is SHA-1 and not looked at. ' +
    'Nothing of it says when it was signed: repeats are told by `X-GitHub-Delivery`.',
  isSigned: ({ header, body }, secret) =>
    same(requireHeader(header, 'x-hub-signature-256').toLowerCase(), `sha256=${hmac(secret, body, 'hex')}`),
  topic: (header) => header('x-github-event'),
  repeatKey({ header }) {
    const id = header('x-github-delivery');
    return id === undefined ? undefined : `github:${id}`;
  },
  vectors: [
    {
      title: 'the values of GitHub’s own documentation',
      source: 'docs.github.com, "Validating webhook deliveries", testing',
      secret: "It's a Secret to Everybody",
      headers: {
        'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
      },
      body: 'Hello, World!',
      at: 1_772_440_000,
    },
  ],
};
