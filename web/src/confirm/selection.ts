// The stretch of the plan's text that a person selected, in code points.

export interface Span {
  start: number;
  end: number;
}

function place(node: Node, offset: number): number | null {
  const element = node instanceof Element ? node : node.parentElement;
  const run = element?.closest<HTMLElement>("[data-start]");
  if (!run) return null;
  const range = document.createRange();
  range.selectNodeContents(run);
  range.setEnd(node, offset);
  return Number(run.dataset.start) + Array.from(range.toString()).length;
}

/** Return the selected stretch; null if nothing of the document is selected. */
export function selectedSpan(): Span | null {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const start = place(range.startContainer, range.startOffset);
  const end = place(range.endContainer, range.endOffset);
  return start === null || end === null || end <= start ? null : { start, end };
}
