import * as z from 'zod'
import { ROLES } from '#domain/access.ts'
import { deploymentContract } from './contract.ts'
import { instant } from './primitives.ts'
import { emailAddress, newPassword, personName } from './session.ts'

export const reach = z
  .union([z.literal('all'), z.array(z.string().max(200)).max(200)])
  .meta({ description: 'Ids of connections, or "all": every one, also those to come' })

export const userSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    connections: reach,
    state: z
      .enum(['invited', 'active', 'deactivated'])
      .meta({ description: '`invited`: was never in. `deactivated`: cannot sign in, and the API tokens do nothing' }),
    createdAt: instant,
    signedInAt: instant.nullable().meta({ description: 'Last sign-in; null: never' }),
  })
  .meta({ id: 'User' })
export type UserOnWire = z.infer<typeof userSchema>

const userParams = z.strictObject({ user: z.string().min(1).max(100) })
/** A link that is shown once, and how the mail with it went. */
export const madeLinkSchema = z.strictObject({
  link: z.string().meta({ description: 'Opens once. It is shown here and nowhere else' }),
  expiresAt: instant,
  mailed: z
    .enum(['sent', 'failed', 'no-mail-server'])
    .meta({ description: 'Whether it was mailed as well; where it was not, give it to the person yourself' }),
})

const people = { of: 'deployment', access: 'administer', tag: 'Users and tokens' } as const

export const listUsersContract = deploymentContract({
  ...people,
  name: 'listUsers',
  method: 'GET',
  path: '/users',
  summary: 'Everybody who can sign in, was invited or was deactivated',
  reply: z.strictObject({ items: z.array(userSchema) }),
})

export const inviteUserContract = deploymentContract({
  ...people,
  name: 'inviteUser',
  method: 'POST',
  path: '/users',
  audit: 'user.invite',
  secretReply: true,
  summary: 'Invite somebody',
  description: 'Gives a link that opens once within 7 days, and mails it where a mail server is configured.',
  body: z.strictObject({ name: personName, email: emailAddress, role: z.enum(ROLES), connections: reach }),
  reply: z.strictObject({ user: userSchema, ...madeLinkSchema.shape }),
})

export const changeUserContract = deploymentContract({
  ...people,
  name: 'changeUser',
  method: 'PATCH',
  path: '/users/:user',
  audit: 'user.change',
  summary: 'Change name, role or connections of somebody, deactivate or bring back',
  description:
    'It holds from the next request of theirs on. Whoever is deactivated is signed out everywhere. The last administrator of every connection stays one.',
  params: userParams,
  body: z
    .strictObject({
      name: personName.optional(),
      role: z.enum(ROLES).optional(),
      connections: reach.optional(),
      state: z.enum(['active', 'deactivated']).optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'name at least one thing to change'),
  reply: userSchema,
})

export const makeUserLinkContract = deploymentContract({
  ...people,
  name: 'makeUserLink',
  method: 'POST',
  path: '/users/:user/link',
  audit: 'user.link',
  secretReply: true,
  summary: 'A new link for somebody to choose a password',
  description: 'For who forgot the password, or lost the invitation. It opens once; older links of the same kind end.',
  params: userParams,
  reply: madeLinkSchema,
})

export const endUserSessionsContract = deploymentContract({
  ...people,
  name: 'endUserSessions',
  method: 'DELETE',
  path: '/users/:user/sessions',
  audit: 'user.sign-out',
  summary: 'Sign somebody out everywhere',
  params: userParams,
  reply: z.strictObject({ ended: z.int() }),
})

const own = { of: 'deployment', access: 'signed-in', tag: 'Session' } as const

export const changeProfileContract = deploymentContract({
  ...own,
  name: 'changeProfile',
  method: 'PATCH',
  path: '/profile',
  audit: 'profile.change',
  summary: 'Change your own name',
  body: z.strictObject({ name: personName }),
})

export const changePasswordContract = deploymentContract({
  ...own,
  name: 'changePassword',
  method: 'POST',
  path: '/profile/password',
  audit: 'profile.password',
  secretBody: true,
  summary: 'Change your own password',
  description: 'Every other session of yours ends.',
  body: z.strictObject({
    current: z.string().max(128).meta({ description: 'Empty where you never had one, because you came by a provider' }),
    next: newPassword,
  }),
})

export const listSessionsContract = deploymentContract({
  ...own,
  name: 'listSessions',
  method: 'GET',
  path: '/profile/sessions',
  summary: 'Where you are signed in',
  reply: z.strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        current: z.boolean(),
        browser: z.string().nullable(),
        address: z.string().nullable(),
        signedInAt: instant,
        expiresAt: instant,
      }),
    ),
  }),
})

export const endSessionContract = deploymentContract({
  ...own,
  name: 'endSession',
  method: 'DELETE',
  path: '/profile/sessions/:session',
  audit: 'profile.sign-out',
  summary: 'End one of your own sessions, or with "others" all but this one',
  params: z.strictObject({ session: z.string().min(1).max(100) }),
  reply: z.strictObject({ ended: z.int() }),
})
