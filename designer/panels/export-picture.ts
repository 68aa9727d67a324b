// A picture of the canvas as it stands, as a file. Loads its library when it is asked for. May import parts/.
import { toast } from '../parts/toast.tsx';

export async function exportPicture(canvas: HTMLElement | null, name: string): Promise<void> {
  if (canvas === null) {
    toast('Show the canvas first', { tone: 'plain' });
    return;
  }
  try {
    const { toSvg } = await import('html-to-image');
    const { backgroundColor } = getComputedStyle(document.body);
    const url = await toSvg(canvas, {
      backgroundColor,
      skipFonts: true,
      filter: (node) => !(node instanceof Element && node.classList.contains('react-flow__minimap')),
    });
    const link = document.createElement('a');
    link.href = url;
    link.download = `${name}.svg`;
    link.click();
    toast('The picture is in your downloads');
  } catch (thrown) {
    toast(`No picture could be made: ${thrown instanceof Error ? thrown.message : String(thrown)}`, { tone: 'bad' });
  }
}
