import { Button, Group, Modal, PasswordInput, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type * as z from 'zod'
import { applyProvisionContract, readProvisionRunContract } from '#http/contract/provision.ts'
import { call } from '../../api/call.ts'
import { keyOf } from '../../api/use-api.ts'
import { countOf } from '../../format/numbers.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { FormProblem } from '../sign-in/words.tsx'
import { CRM, type ProvisionSide } from './provision-words.ts'

type Body = z.input<typeof applyProvisionContract.body>

interface Typed {
  readonly token: string
  readonly way: 'secret' | 'key'
  readonly clientId: string
  readonly clientSecret: string
  readonly username: string
  readonly privateKey: string
}

const NOTHING: Typed = { token: '', way: 'secret', clientId: '', clientSecret: '', username: '', privateKey: '' }

/**
 * Asks for the credential of an administrator. It lives in this form alone, and goes with it: no cache of requests holds it, so the
 * operation is called without one.
 */
export function ProvisionForm(props: {
  readonly side: ProvisionSide
  readonly missing: number
  readonly onClose: () => void
}) {
  const { side, missing, onClose } = props
  const connection = useConnection()
  const queries = useQueryClient()
  const [typed, setTyped] = useState(NOTHING)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Error | null>(null)
  const set = (patch: Partial<Typed>): void => setTyped((now) => ({ ...now, ...patch }))

  const send = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      const run = await call(applyProvisionContract, connection, { body: bodyOf(side, typed) })
      queries.setQueryData(keyOf(readProvisionRunContract, connection, {}), { run })
      onClose()
    } catch (failure) {
      setError(failure as Error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      centered
      size="lg"
      title={
        <Text fw={650}>
          {missing === 0 ? 'Make what is missing' : `Make ${countOf(missing, 'thing')}`} in {CRM[side]}?
        </Text>
      }
    >
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <Stack gap="md">
          <Text size="sm">
            {side === 'hubspot'
              ? 'Adds a group “Tandem” and properties to contacts, companies and deals. No record is changed, and nothing that exists.'
              : 'Adds custom fields and the permission set Tandem_Integration, and gives it to the user that Tandem works as. No record is changed, and nothing that exists.'}
          </Text>
          {side === 'hubspot' ? (
            <PasswordInput
              label="Service key or app token of an administrator"
              description="It has to be allowed to write property definitions (crm.schemas.*.write)."
              required
              data-autofocus
              autoComplete="off"
              value={typed.token}
              onChange={(event) => set({ token: event.currentTarget.value })}
            />
          ) : (
            <SalesforceFields typed={typed} set={set} />
          )}
          <Text size="sm" c="var(--quiet)">
            Used for this alone: Tandem neither stores nor logs it.
          </Text>
          <FormProblem error={error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Make it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

function SalesforceFields({ typed, set }: { readonly typed: Typed; readonly set: (patch: Partial<Typed>) => void }) {
  return (
    <>
      <SegmentedControl
        aria-label="How the administrator signs in"
        value={typed.way}
        onChange={(way) => set({ way: way === 'key' ? 'key' : 'secret' })}
        data={[
          { value: 'secret', label: 'Client credentials' },
          { value: 'key', label: 'JWT bearer' },
        ]}
      />
      <TextInput
        label="Consumer key"
        description={
          typed.way === 'secret'
            ? 'Of an External Client App whose Run-As user is an administrator.'
            : 'Of an External Client App that knows the certificate of the key below.'
        }
        required
        data-autofocus
        autoComplete="off"
        value={typed.clientId}
        onChange={(event) => set({ clientId: event.currentTarget.value })}
      />
      {typed.way === 'secret' ? (
        <PasswordInput
          label="Consumer secret"
          required
          autoComplete="off"
          value={typed.clientSecret}
          onChange={(event) => set({ clientSecret: event.currentTarget.value })}
        />
      ) : (
        <>
          <TextInput
            label="Username of the administrator"
            required
            autoComplete="off"
            value={typed.username}
            onChange={(event) => set({ username: event.currentTarget.value })}
          />
          <Textarea
            label="Private key"
            description="The whole PEM, without a passphrase."
            required
            autosize
            minRows={4}
            maxRows={8}
            autoComplete="off"
            spellCheck={false}
            value={typed.privateKey}
            onChange={(event) => set({ privateKey: event.currentTarget.value })}
          />
        </>
      )}
    </>
  )
}

function bodyOf(side: ProvisionSide, { token, way, clientId, clientSecret, username, privateKey }: Typed): Body {
  if (side === 'hubspot') return { hubspot: { token } }
  return { salesforce: way === 'secret' ? { clientId, clientSecret } : { clientId, username, privateKey } }
}
