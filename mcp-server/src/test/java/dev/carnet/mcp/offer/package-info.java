@NullMarked
package dev.carnet.mcp.offer;

import org.jspecify.annotations.NullMarked;
