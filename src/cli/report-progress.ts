/** Tells stderr how far a list is: nothing for a list that is done at once, a line a chunk otherwise. */
export function reportProgress(verb: string, total: number): (done: number) => void {
  return (done) => {
    if (done < total) process.stderr.write(`${verb} ${done}/${total}\n`);
  };
}
