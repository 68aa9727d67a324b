// Login of people through an OpenID Connect provider: code flow with PKCE, state and nonce, the ID token's signature verified.
// The only file that knows openid-client; loaded when somebody logs in that way.
import * as openid from 'openid-client';
import type { OpenIdSettings } from '../config.ts';
import { CrossdockError } from '../engine/errors.ts';
import type { Role } from '../model/roles.ts';

/** How long somebody may take at the provider. */
const LOGIN_MS = 10 * 60_000;
/** Logins under way at once; the oldest are given up first. */
const MAX_UNDER_WAY = 1_000;

interface UnderWay {
  readonly verifier: string;
  readonly nonce: string;
  readonly until: number;
}

const isLoopback = (url: URL): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);

export class OpenIdLogin {
  readonly #settings: OpenIdSettings;
  readonly #redirect: string;
  readonly #underWay = new Map<string, UnderWay>();
  #provider: Promise<openid.Configuration> | undefined;

  /** @param publicUrl  where people reach this sidecar; the provider sends them back there */
  constructor(settings: OpenIdSettings, publicUrl: string) {
    this.#settings = settings;
    this.#redirect = new URL('/login/openid/callback', publicUrl).href;
  }

  /** What the provider says of itself; asked again after a failure. */
  async #discover(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const url = new URL(issuer);
    // Without TLS only a provider on this machine, as in tests, is talked to.
    const extensions = [openid.enableNonRepudiationChecks, ...(isLoopback(url) ? [openid.allowInsecureRequests] : [])];
    const authentication = clientSecret === undefined ? openid.None() : openid.ClientSecretBasic(clientSecret);
    this.#provider ??= openid.discovery(url, clientId, clientSecret, authentication, {
      execute: extensions,
      timeout: 10,
    });
    try {
      return await this.#provider;
    } catch (cause) {
      this.#provider = undefined;
      throw new CrossdockError('auth.provider', 'the login provider does not answer as expected', { cause });
    }
  }

  /**
   * Begins a login.
   *
   * @returns where to send the browser, and the state that its cookie must bring back
   * @throws CrossdockError `auth.provider`
   */
  async begin(now: number): Promise<{ url: string; state: string }> {
    const provider = await this.#discover();
    const [verifier, state, nonce] = [openid.randomPKCECodeVerifier(), openid.randomState(), openid.randomNonce()];
    const url = openid.buildAuthorizationUrl(provider, {
      redirect_uri: this.#redirect,
      scope: this.#settings.scope ?? 'openid email profile',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    for (const [known, { until }] of this.#underWay)
      if (until <= now || this.#underWay.size >= MAX_UNDER_WAY) this.#underWay.delete(known);
    this.#underWay.set(state, { verifier, nonce, until: now + LOGIN_MS });
    return { url: url.href, state };
  }

  /**
   * Ends a login that the provider has sent back.
   *
   * @param search  the query of the callback, with its `?`
   * @param state   what the browser's cookie brought back
   * @throws CrossdockError `auth.required` when it was not begun here or the provider's answer is not to be believed,
   *   `auth.forbidden` when the person has no role here
   */
  async end(search: string, state: string | undefined, now: number): Promise<{ name: string; roles: Role[] }> {
    const underWay = state === undefined ? undefined : this.#underWay.get(state);
    if (state === undefined || underWay === undefined || underWay.until <= now)
      throw new CrossdockError('auth.required', 'the login was not begun in this browser, or took too long');
    this.#underWay.delete(state);
    const provider = await this.#discover();
    let claims: Readonly<Record<string, unknown>>;
    try {
      const tokens = await openid.authorizationCodeGrant(provider, new URL(`${this.#redirect}${search}`), {
        pkceCodeVerifier: underWay.verifier,
        expectedState: state,
        expectedNonce: underWay.nonce,
        idTokenExpected: true,
      });
      claims = tokens.claims() ?? {};
    } catch (cause) {
      throw new CrossdockError('auth.required', 'the login provider did not confirm the login', { cause });
    }
    return this.#personOf(claims);
  }

  #personOf(claims: Readonly<Record<string, unknown>>): { name: string; roles: Role[] } {
    const { nameClaim = 'email', rolesClaim = 'groups', roles } = this.#settings;
    const named = claims[nameClaim] ?? claims['sub'];
    const groups = [claims[rolesClaim] ?? []].flat().filter((group) => typeof group === 'string');
    const found = groups.flatMap((group) => (Object.hasOwn(roles, group) ? [roles[group] as Role] : []));
    if (typeof named !== 'string' || named === '' || found.length === 0)
      throw new CrossdockError('auth.forbidden', 'no group of this person has a role here', {
        help: 'Map one of its groups to a role under auth.openid.roles in crossdock.yaml.',
      });
    return { name: named, roles: [...new Set(found)] };
  }
}
