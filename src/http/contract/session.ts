import * as z from 'zod'
import { PERMISSIONS, ROLES } from '#domain/access.ts'
import { deploymentContract } from './contract.ts'
import { instant } from './primitives.ts'

/** Reply of `GET /api/session`: who asks, and what he may do and see. */
export const sessionSchema = z
  .strictObject({
    kind: z.enum(['user', 'token']),
    id: z.string(),
    name: z.string(),
    email: z.string().nullable().meta({ description: 'null: a token' }),
    role: z.enum(ROLES).nullable().meta({ description: 'null: a token, which has permissions of its own' }),
    permissions: z.array(z.enum(PERMISSIONS)),
    connections: z
      .array(z.strictObject({ id: z.string(), name: z.string() }))
      .meta({ description: 'Those that this process serves and that the asker may reach' }),
    now: instant.meta({ description: 'The clock of the server' }),
  })
  .meta({ id: 'Session', description: 'Who asks, and what they may do and see' })

export type Session = z.infer<typeof sessionSchema>

export const readSessionContract = deploymentContract({
  name: 'readSession',
  method: 'GET',
  path: '/session',
  access: 'signed-in',
  tag: 'Session',
  summary: 'Who asks, and what they may do and see',
  reply: sessionSchema,
})

/** What somebody types into his own account; the name is shown to others. */
export const personName = z.string().trim().min(1).max(120).meta({ description: 'As others read it' })
export const emailAddress = z.email().max(254).meta({ description: 'E-mail address' })
export const newPassword = z
  .string()
  .min(12, 'choose a password of 12 characters or more')
  .max(128, 'choose a password of 128 characters or less')
  .meta({ description: 'A password, 12 characters or more' })
const linkToken = z.string().min(20).max(200).meta({ description: '`token` of the link' })

export const readSignInOptionsContract = deploymentContract({
  name: 'readSignInOptions',
  method: 'GET',
  path: '/sign-in-options',
  access: 'public',
  tag: 'Session',
  summary: 'How people sign in here',
  reply: z
    .strictObject({
      setUpNeeded: z.boolean().meta({
        description: 'Nobody administers every connection yet: the link that the server printed makes an administrator',
      }),
      oidc: z
        .strictObject({ name: z.string(), url: z.string() })
        .nullable()
        .meta({ description: 'Provider of identities and where sign-in with it begins; null: none' }),
      demo: z
        .boolean()
        .meta({ description: 'This is the demo: its accounts and their passwords were printed at the start' }),
    })
    .meta({ id: 'SignInOptions' }),
})

export const signInContract = deploymentContract({
  name: 'signIn',
  method: 'POST',
  path: '/session',
  access: 'public',
  tag: 'Session',
  audit: 'session.sign-in',
  secretBody: true,
  summary: 'Sign in with e-mail address and password',
  description:
    'Answers with a session cookie, for browsers; machines send an API token instead. After 10 wrong passwords within 15 minutes the account is locked for 15 minutes, then for twice as long each time.',
  body: z.strictObject({ email: emailAddress, password: z.string().min(1).max(128) }),
})

export const signOutContract = deploymentContract({
  name: 'signOut',
  method: 'DELETE',
  path: '/session',
  access: 'signed-in',
  tag: 'Session',
  audit: 'session.sign-out',
  summary: 'End this session',
})

export const readAccessLinkContract = deploymentContract({
  name: 'readAccessLink',
  method: 'POST',
  path: '/access-links/look',
  access: 'public',
  tag: 'Session',
  audit: null,
  secretBody: true,
  summary: 'What a link that opens once is for',
  description: 'Asked by POST, so that the token stands in no address. The link stays as it is.',
  body: z.strictObject({ token: linkToken }),
  reply: z
    .strictObject({
      purpose: z.enum(['set-up', 'invitation', 'reset', 'demo']),
      name: z.string().nullable().meta({ description: 'Whose link it is; null: of nobody yet' }),
      email: z.string().nullable(),
      expiresAt: instant,
    })
    .meta({ id: 'AccessLink' }),
})

export const redeemAccessLinkContract = deploymentContract({
  name: 'redeemAccessLink',
  method: 'POST',
  path: '/access-links/redeem',
  access: 'public',
  tag: 'Session',
  audit: 'session.link-used',
  secretBody: true,
  summary: 'Use a link that opens once, and sign in',
  description: 'Sets the password. A set-up link also needs name and e-mail address: it makes the first administrator.',
  body: z.strictObject({
    token: linkToken,
    name: personName.optional(),
    email: emailAddress.optional(),
    password: newPassword.optional(),
  }),
})
