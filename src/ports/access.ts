/** A request as far as sign-in looks at it. */
export interface Visit {
  readonly headers: Headers
  /** Of the one who asks; null: unknown. */
  readonly address: string | null
}

export interface SignedIn {
  readonly userId: string
  readonly sessionId: string
  /** `Set-Cookie` values to answer with. */
  readonly cookies: readonly string[]
}

/** Sign-in by a provider of identities (OpenID Connect). */
export interface Oidc {
  /** As people call it. */
  readonly name: string
  begin(visit: Visit): Promise<{ readonly url: string; readonly cookies: readonly string[] }>
  /** The way back from the provider. @returns null with the reason for people when it came to nothing. */
  finish(
    visit: Visit,
    url: string,
  ): Promise<{ readonly userId: string | null; readonly why: string | null; readonly cookies: readonly string[] }>
}

/** Proves who somebody is: passwords, sessions, providers of identities. Roles and states are looked at by whoever asks. */
export interface Access {
  /** The session of a request. `cookies` where it was prolonged. null: there is none, or it has ended. */
  session(visit: Visit): Promise<SignedIn | null>
  /** Opens a session. null: wrong, unknown or without a password, which takes the same time. */
  withPassword(visit: Visit, email: string, password: string): Promise<SignedIn | null>
  /** Opens a session for somebody who is proven by other means. */
  open(visit: Visit, userId: string): Promise<SignedIn>
  /** Ends the session of a request. @returns cookies that forget it. */
  end(visit: Visit): Promise<readonly string[]>
  setPassword(userId: string, password: string): Promise<void>
  isPassword(userId: string, password: string): Promise<boolean>
  hasPassword(userId: string): Promise<boolean>
  /** null: none is configured. */
  readonly oidc: Oidc | null
}
