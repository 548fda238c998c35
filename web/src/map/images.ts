/** The small pictures of the style, drawn when it asks for them: no sprite is fetched. */
import type { Map as MapLibre, StyleImageMetadata } from 'maplibre-gl'

const RATIO = 2

type Draw = (context: CanvasRenderingContext2D) => void

interface Picture {
  width: number
  height: number
  draw: Draw
  options?: Partial<StyleImageMetadata>
}

function rounded(
  c: CanvasRenderingContext2D,
  x: number,
  y: number,
  w: number,
  h: number,
  r: number,
): void {
  c.beginPath()
  c.roundRect(x, y, w, h, r)
}

/** A blue plate with a white rim; its middle stretches with the number. */
function plate(c: CanvasRenderingContext2D): void {
  rounded(c, 0, 0, 24, 16, 3)
  c.fillStyle = '#ffffff'
  c.fill()
  rounded(c, 1, 1, 22, 14, 2)
  c.fillStyle = '#1f5fa8'
  c.fill()
}

/** A boundary marker as it stands: a grey stone with a red face. */
function stone(c: CanvasRenderingContext2D): void {
  c.beginPath()
  c.moveTo(5, 21)
  c.lineTo(5, 6)
  c.lineTo(9, 2)
  c.lineTo(13, 6)
  c.lineTo(13, 21)
  c.closePath()
  c.fillStyle = '#e9e6df'
  c.strokeStyle = '#5d574c'
  c.lineWidth = 1.4
  c.lineJoin = 'round'
  c.fill()
  c.stroke()
  c.fillStyle = '#b3261e'
  c.fillRect(7.4, 8.5, 3.2, 7.5)
  c.fillStyle = '#5d574c'
  c.fillRect(2.5, 20.4, 13, 1.6)
}

function cemetery(c: CanvasRenderingContext2D): void {
  c.fillStyle = '#71866d'
  c.beginPath()
  c.moveTo(4, 15)
  c.lineTo(4, 7)
  c.arc(8, 7, 4, Math.PI, 0)
  c.lineTo(12, 15)
  c.closePath()
  c.fill()
  c.fillRect(2, 14, 12, 2)
}

/** Taken plots are hatched, free ones dotted: colour is never the only sign. */
function hatch(c: CanvasRenderingContext2D): void {
  c.strokeStyle = 'rgba(70,76,82,0.75)'
  c.lineWidth = 1
  c.beginPath()
  for (const x of [-8, 0, 8]) {
    c.moveTo(x, 8)
    c.lineTo(x + 8, 0)
  }
  c.stroke()
}

function dots(c: CanvasRenderingContext2D): void {
  c.fillStyle = 'rgba(95,138,79,0.55)'
  c.beginPath()
  c.arc(4, 4, 0.9, 0, 2 * Math.PI)
  c.fill()
}

const PICTURES: Record<string, Picture> = {
  plate: {
    width: 24,
    height: 16,
    draw: plate,
    options: { stretchX: [[8, 40]], stretchY: [[8, 24]], content: [6, 4, 42, 28] },
  },
  stone: { width: 18, height: 24, draw: stone },
  cemetery: { width: 16, height: 18, draw: cemetery },
  'plot-taken': { width: 8, height: 8, draw: hatch },
  'plot-free': { width: 8, height: 8, draw: dots },
}

/** Lets the map ask for a picture by name. */
export function drawImages(map: MapLibre): void {
  map.setMissingStyleImageResolver((name) => {
    const picture = PICTURES[name]
    if (!picture || map.hasImage(name)) return
    const canvas = document.createElement('canvas')
    canvas.width = picture.width * RATIO
    canvas.height = picture.height * RATIO
    const context = canvas.getContext('2d')
    if (!context) return
    context.scale(RATIO, RATIO)
    picture.draw(context)
    const data = context.getImageData(0, 0, canvas.width, canvas.height)
    map.addImage(name, data, { pixelRatio: RATIO, ...picture.options })
  })
}
