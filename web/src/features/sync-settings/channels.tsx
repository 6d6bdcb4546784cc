import { Button, Group, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Channel } from '#domain/alerts/types.ts'
import { readConfigContract } from '#http/contract/config.ts'
import { useRead } from '../../api/use-api.ts'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { partAt, sameJson } from '../config-draft/json.ts'
import { useHandover } from '../handover/handover-context.ts'
import { RemoveButton } from '../handover/ordered-list.tsx'
import { idFrom } from '../handover/written.ts'
import { CHANNEL_WORDS } from '../settings/alert-words.ts'
import { useChannelTest } from '../settings/use-channel-test.ts'
import { useMay } from '../../shell/use-session.ts'
import { ChannelForm } from './channel-form.tsx'
import classes from './sync-settings.module.css'

type ByName = Readonly<Record<string, Channel>>

/** Where alerts can go. */
export function Channels(props: {
  readonly channels: ByName
  readonly disabled: boolean
  /** @param gone a channel that is no more, so that no rule names it. */
  readonly onChange: (channels: ByName, gone?: string) => void
}) {
  const { channels, disabled } = props
  const { problems } = useHandover()
  const saved = useRead(readConfigContract).data?.document
  const mayTest = useMay('operate')
  const { test, testing } = useChannelTest()
  const rows = Object.entries(channels)
  return (
    <Panel
      title="Channels"
      note="Owners and managers can be told by e-mail without one. Addresses that are secret stay in environment variables of the server."
    >
      {rows.length === 0 ? (
        <EmptyNote title="No channel yet">Add Slack, Microsoft Teams, a mailbox or a webhook of your own.</EmptyNote>
      ) : (
        <ul className={classes['rows']} aria-label="Channels">
          {rows.map(([name, channel]) => {
            const isSaved = sameJson(partAt(saved, ['alerts', 'channels', name]), channel)
            return (
              <li key={name} className={classes['card']}>
                <div className={classes['cardHead']}>
                  <h3 className={classes['cardTitle']}>{name}</h3>
                  <Group gap="xs">
                    {mayTest ? (
                      <Button
                        size="compact-sm"
                        variant="default"
                        loading={testing === name}
                        disabled={!isSaved}
                        title={isSaved ? undefined : 'Save the draft first: a test goes by the configuration in force'}
                        onClick={() => test(name)}
                      >
                        Send a test
                      </Button>
                    ) : null}
                    {disabled ? null : (
                      <RemoveButton
                        what={`channel ${name}`}
                        onClick={() => props.onChange(Object.fromEntries(rows.filter(([one]) => one !== name)), name)}
                      />
                    )}
                  </Group>
                </div>
                <ChannelForm
                  channel={channel}
                  disabled={disabled}
                  onChange={(next) => props.onChange({ ...channels, [name]: next })}
                />
                {isSaved || disabled ? null : (
                  <p className={classes['quiet']}>It can be tested once this draft is saved.</p>
                )}
                <ProblemLines problems={problems.at(`alerts.channels.${name}`)} />
              </li>
            )
          })}
        </ul>
      )}
      {disabled ? null : (
        <NewChannel
          taken={Object.keys(channels)}
          onAdd={(name, type) =>
            props.onChange({
              ...channels,
              [name]:
                type === 'email'
                  ? { type, to: [] }
                  : type === 'webhook'
                    ? { type, urlFrom: '', secretFrom: '' }
                    : { type, urlFrom: '' },
            })
          }
        />
      )}
    </Panel>
  )
}

const TYPES = Object.entries(CHANNEL_WORDS).map(([value, label]) => ({ value, label }))

function NewChannel(props: {
  readonly taken: readonly string[]
  readonly onAdd: (name: string, type: Channel['type']) => void
}) {
  const [name, setName] = useState('')
  const [type, setType] = useState<Channel['type']>('slack')
  const id = idFrom(name)
  const isTaken = props.taken.includes(id)
  return (
    <form
      className={classes['two']}
      style={{ marginTop: 16, alignItems: 'end' }}
      onSubmit={(event) => {
        event.preventDefault()
        if (id === '' || isTaken) return
        props.onAdd(id, type)
        setName('')
      }}
    >
      <TextInput
        label="Name of a new channel"
        placeholder="sales"
        value={name}
        error={isTaken ? 'There is one of this name' : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label="Kind"
        data={TYPES}
        value={type}
        allowDeselect={false}
        onChange={(value) => setType((value ?? 'slack') as Channel['type'])}
      />
      <Button type="submit" variant="default" disabled={id === '' || isTaken} style={{ justifySelf: 'start' }}>
        Add the channel
      </Button>
    </form>
  )
}
