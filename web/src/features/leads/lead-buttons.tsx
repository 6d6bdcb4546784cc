import { ActionIcon, Button, Group, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import type { LeadRow } from '#http/contract/leads.ts'
import { CheckIcon, PassIcon, ReturnIcon } from '../../components/icons.tsx'
import { canAccept, canReject, isOwn, nameOf } from './lead-words.ts'
import classes from './leads.module.css'
import type { LeadActions } from './use-lead-actions.tsx'

export type Asking = { readonly what: 'accept' | 'reject' | 'reassign'; readonly leads: readonly LeadRow[] }

interface Props {
  readonly lead: LeadRow
  readonly actions: LeadActions
  readonly ask: (asking: Asking) => void
  /** Salesforce user of the reader; null: nobody there has that e-mail. */
  readonly rep: string | null
  /** `icons`: in a row of many, where words are a hover away. */
  readonly as?: 'words' | 'icons'
}

/**
 * What can be done to one lead. Nothing is shown to whoever may not. One's own are accepted with a click; for somebody
 * else's it is asked first, because it says in Salesforce that he works on it.
 */
export function LeadButtons({ lead, actions, ask, rep, as = 'words' }: Props) {
  const who = nameOf(lead)
  const isBusy = actions.accept.isPending && actions.accept.variables.body?.ids.includes(lead.id) === true
  if (!canReject(lead)) return null
  const own = isOwn(lead, rep)
  const accept = (): void =>
    own ? actions.accept.mutate({ body: { ids: [lead.id] } }) : ask({ what: 'accept', leads: [lead] })
  return (
    <Group gap={6} wrap="nowrap" className={classes['buttons'] ?? ''} data-as={as}>
      {canAccept(lead) ? (
        <Button
          size="xs"
          variant={own ? 'filled' : 'default'}
          loading={isBusy}
          leftSection={<CheckIcon size={14} />}
          aria-label={`Accept ${who}`}
          onClick={accept}
        >
          Accept
        </Button>
      ) : null}
      <Deed
        words="Give back"
        who={who}
        icon={<ReturnIcon size={15} />}
        onClick={() => ask({ what: 'reject', leads: [lead] })}
      />
      <Deed
        words="Pass on"
        who={who}
        icon={<PassIcon size={15} />}
        onClick={() => ask({ what: 'reassign', leads: [lead] })}
      />
    </Group>
  )
}

/** Both looks stand in the page; the width of it chooses. */
function Deed(props: {
  readonly words: string
  readonly who: string
  readonly icon: ReactNode
  readonly onClick: () => void
}) {
  const { words, who, icon, onClick } = props
  const name = `${words} ${who}`
  return (
    <>
      <Tooltip label={words} openDelay={200} events={{ hover: true, focus: true, touch: false }}>
        <ActionIcon className={classes['asIcon'] ?? ''} variant="default" size={30} aria-label={name} onClick={onClick}>
          {icon}
        </ActionIcon>
      </Tooltip>
      <Button
        className={classes['asWords'] ?? ''}
        size="xs"
        px={8}
        variant="default"
        aria-label={name}
        onClick={onClick}
      >
        {words}
      </Button>
    </>
  )
}
