import type { ApiRoute } from '../../route.ts'
import { createToken } from './create.ts'
import { listTokens } from './list.ts'
import { revokeToken } from './revoke.ts'

export const TOKEN_ROUTES: readonly ApiRoute[] = [listTokens, createToken, revokeToken]
