import type { ConnectedApp } from './apps.ts'

/** A code that was given to a callback and not yet exchanged, or that was: it works once. */
export interface AuthorizationCode {
  readonly clientId: string
  readonly userId: string
  readonly scope: string
  readonly redirectUri: string
  readonly codeChallenge: string | null
  readonly nonce: string | null
  readonly issuedAt: number
  readonly state: 'open' | 'used'
}

/** A refresh token. All that came out of one approval share a `signIn`. */
export interface RefreshToken {
  readonly signIn: string
  readonly clientId: string
  readonly userId: string
  readonly scope: string
  readonly usedAt: number
  readonly state: 'alive' | 'rotated'
}

/** Plain JSON: the part of a snapshot that belongs to OAuth. */
export interface SignInState {
  readonly apps: readonly ConnectedApp[]
  readonly codes: readonly (readonly [string, AuthorizationCode])[]
  readonly refreshTokens: readonly (readonly [string, RefreshToken])[]
  readonly serial: number
}

/** Connected apps, the codes and refresh tokens they were given. */
export class SignIns {
  readonly apps = new Map<string, ConnectedApp>()
  readonly codes = new Map<string, AuthorizationCode>()
  readonly refreshTokens = new Map<string, RefreshToken>()
  #serial = 0

  constructor(apps: readonly ConnectedApp[]) {
    for (const app of apps) this.apps.set(app.clientId, app)
  }

  nextSerial(): number {
    this.#serial += 1
    return this.#serial
  }

  save(): SignInState {
    return {
      apps: [...this.apps.values()],
      codes: [...this.codes],
      refreshTokens: [...this.refreshTokens],
      serial: this.#serial,
    }
  }

  /** Like sessions, sign-ins made since stay, so that a client does not have to ask its user again. */
  load(state: SignInState | undefined): void {
    if (state === undefined) return
    for (const app of state.apps) this.apps.set(app.clientId, app)
    for (const [code, entry] of state.codes) this.codes.set(code, entry)
    for (const [token, entry] of state.refreshTokens) this.refreshTokens.set(token, entry)
    this.#serial = Math.max(this.#serial, state.serial)
  }
}
