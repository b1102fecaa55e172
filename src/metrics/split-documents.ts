/** The documents of a text, separated by lines that hold only `separator`; blank ones are left out. */
export function splitDocuments(text: string, separator: string | undefined): string[] {
  const documents: string[][] = [[]];
  for (const line of text.split('\n'))
    if (separator !== undefined && line.trim() === separator.trim()) documents.push([]);
    else documents.at(-1)!.push(line);
  return documents.map((lines) => lines.join('\n')).filter((part) => part.trim() !== '');
}
