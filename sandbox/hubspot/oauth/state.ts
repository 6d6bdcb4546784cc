/** Who may come into the portal and with what, as plain data of the portal's state. */
export interface OAuthState {
  apps: OAuthApp[]
  /** At most one living grant per app and person. */
  grants: Grant[]
  codes: AuthorizationCode[]
  accessTokens: AccessToken[]
}

/** An app as its developer registered it. */
export interface OAuthApp {
  readonly appId: number
  name: string
  readonly clientId: string
  clientSecret: string
  /** Matched exactly; `loopback` lets any address of this machine in. */
  redirectUris: 'loopback' | string[]
  /** Every install URL has to ask for all of them. */
  requiredScopes: string[]
  /** What an install URL may ask for besides. */
  otherScopes: 'any' | string[]
}

/** A person who works in the portal. */
export interface PortalUser {
  readonly id: number
  readonly email: string
}

/** The app's leave to act for one person; its refresh token stays the same however often it is used. */
export interface Grant {
  readonly refreshToken: string
  readonly appId: number
  readonly user: PortalUser
  scopes: string[]
  createdAt: number
  /** Only the refresh token is gone: access tokens live on to their end. */
  deletedAt: number | null
  /** The app was taken out of the portal: nothing of it works any more. */
  uninstalledAt: number | null
}

export interface AuthorizationCode {
  readonly code: string
  readonly refreshToken: string
  readonly redirectUri: string
  readonly scopes: string[]
  /** RFC 7636; null when the install URL had none. */
  readonly challenge: CodeChallenge | null
  readonly expiresAt: number
  usedAt: number | null
}

export interface CodeChallenge {
  readonly method: 'plain' | 'S256'
  readonly value: string
}

export interface AccessToken {
  readonly token: string
  readonly refreshToken: string
  readonly scopes: string[]
  readonly expiresAt: number
}
