import type { ApiRoute, RawRoute } from '../../route.ts'
import { readAccessLink } from './look-at-link.ts'
import { oidcBegin } from './oidc-begin.ts'
import { oidcFinish } from './oidc-finish.ts'
import { openDemo } from './open.ts'
import { readSignInOptions } from './options.ts'
import { readSession } from './read.ts'
import { redeemAccessLink } from './redeem-link.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'

export const SESSION_ROUTES: readonly ApiRoute[] = [
  readSession,
  readSignInOptions,
  signIn,
  signOut,
  readAccessLink,
  redeemAccessLink,
]

/** Ways through the browser itself. */
export const SESSION_WAYS: readonly RawRoute[] = [oidcBegin, oidcFinish, openDemo]
