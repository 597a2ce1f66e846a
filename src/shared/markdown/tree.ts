// What a Markdown body may become: a closed set of plain shapes. Nothing here can hold HTML or load anything.

export type Inline =
  | Readonly<{ type: 'text' | 'code'; value: string }>
  | Readonly<{ type: 'strong' | 'emphasis' | 'delete'; children: readonly Inline[] }>
  /** `says`: its visible text, to be compared with where it leads. */
  | Readonly<{ type: 'link'; url: string; says: string; children: readonly Inline[] }>
  | Readonly<{ type: 'break' }>

export type ListItem = Readonly<{ isDone: boolean | null; children: readonly Block[] }>
export type Align = 'left' | 'right' | 'center' | null

export type Block =
  | Readonly<{ type: 'paragraph'; children: readonly Inline[] }>
  | Readonly<{ type: 'heading'; level: 2 | 3; children: readonly Inline[] }>
  | Readonly<{ type: 'list'; start: number | null; items: readonly ListItem[] }>
  | Readonly<{ type: 'quote'; children: readonly Block[] }>
  | Readonly<{ type: 'code'; value: string }>
  | Readonly<{
      type: 'table'
      align: readonly Align[]
      head: readonly (readonly Inline[])[]
      rows: readonly (readonly (readonly Inline[])[])[]
    }>
  | Readonly<{ type: 'rule' }>
