import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type * as z from 'zod'
import { readAccessLinkContract, redeemAccessLinkContract } from '#http/contract/session.ts'
import { call } from '../../api/call.ts'
import { ApiProblem } from '../../api/fetch-json.ts'
import { PageLoading } from '../../components/page-loading.tsx'
import { PublicFrame } from './public-frame.tsx'
import { FormProblem } from './words.tsx'

type AccessLink = z.infer<typeof readAccessLinkContract.reply>

const LEAST = 12
const TITLES = {
  'set-up': 'Set up Tandem',
  invitation: 'Welcome to Tandem',
  reset: 'Choose a new password',
  demo: 'Open the demo',
} as const

/** A link that opens once: the first administrator, an invitation, a new password. */
export function LinkPage() {
  const [token] = useState(() => new URLSearchParams(window.location.search).get('token') ?? '')
  const link = useQuery({
    queryKey: ['access link', token],
    queryFn: ({ signal }) => call(readAccessLinkContract, '', { body: { token } }, { signal }),
    retry: false,
    staleTime: Infinity,
  })
  const mayOpenLater = link.error !== null && isPassing(link.error)
  const isAnswered = !link.isPending && !mayOpenLater
  // It opens once, but until then whoever sees the address could use it. While nobody answered, a reload needs it.
  useEffect(() => {
    if (isAnswered) window.history.replaceState(window.history.state, '', window.location.pathname)
  }, [isAnswered])
  if (link.isPending) return <PageLoading />
  if (link.error !== null)
    return mayOpenLater ? (
      <PublicFrame title="Tandem does not answer" note={link.error.message}>
        <Text mb="lg">Your link is still good. Try it again in a moment.</Text>
        <Button loading={link.isFetching} onClick={() => void link.refetch()}>
          Try again
        </Button>
      </PublicFrame>
    ) : (
      <EndedLink error={link.error} />
    )
  return <LinkForm token={token} link={link.data} />
}

/** No answer, too many questions, a fault of the server: they say nothing about the link. */
const isPassing = (error: Error): boolean =>
  !(error instanceof ApiProblem) || error.status === 0 || error.status === 429 || error.status >= 500

function EndedLink({ error }: { readonly error: Error }) {
  const known = error instanceof ApiProblem && error.status !== 400
  return (
    <PublicFrame
      title="This link does not open"
      note={known ? error.message : 'The address is not whole: copy all of the link.'}
    >
      <Text mb="lg">
        {known ? error.remedy : 'Links to come in are long; mail programs sometimes break them in two.'}
      </Text>
      <Button component="a" href="/sign-in" variant="default">
        To the sign-in
      </Button>
    </PublicFrame>
  )
}

function LinkForm({ token, link }: { readonly token: string; readonly link: AccessLink }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const isFirst = link.purpose === 'set-up'
  const [name, setName] = useState(link.name ?? '')
  const [email, setEmail] = useState(link.email ?? '')
  const [password, setPassword] = useState('')
  const redeem = useMutation({
    mutationFn: () => {
      const who = {
        ...(link.purpose === 'reset' ? {} : { name: name.trim() }),
        ...(isFirst ? { email: email.trim() } : {}),
      }
      return call(redeemAccessLinkContract, '', { body: { token, password, ...who } })
    },
    onSuccess: async () => {
      queries.clear()
      await navigate({ to: '/' as string, replace: true })
    },
  })
  return (
    <PublicFrame title={TITLES[link.purpose]} note={noteOf(link)}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          redeem.mutate()
        }}
      >
        <Stack gap="md">
          {link.purpose === 'reset' ? null : (
            <TextInput
              label="Your name"
              description="As others read it"
              autoComplete="name"
              required
              maxLength={120}
              autoFocus
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
          <TextInput
            label="E-mail address"
            description={isFirst ? 'You sign in with it' : undefined}
            type="email"
            autoComplete="username"
            required
            readOnly={!isFirst}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            description={`${LEAST} characters or more; a few words are good`}
            autoComplete="new-password"
            required
            minLength={LEAST}
            maxLength={128}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={password !== '' && password.length < LEAST ? `${LEAST - password.length} more` : null}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
          />
          <FormProblem error={redeem.error} />
          <Button type="submit" loading={redeem.isPending} disabled={password.length < LEAST} fullWidth>
            {isFirst ? 'Make my account' : 'Go on'}
          </Button>
        </Stack>
      </form>
    </PublicFrame>
  )
}

function noteOf({ purpose, name }: AccessLink): string {
  if (purpose === 'set-up')
    return 'You are the first one. Your account administers Tandem: you can invite others afterwards.'
  if (purpose === 'invitation') return `Hello ${name ?? ''}. Choose a password, and you are in.`
  return 'You are signed out everywhere else as soon as it is set.'
}
