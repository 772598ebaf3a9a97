"""A whole VCT file of two parcels and a register without shapes, for the examples of this package."""

__all__ = ["EXAMPLE"]

EXAMPLE = """\
HeadBegin
DataMark: LANDUSE-VCT
Version:3.0
CoordinateSystemType:P
Spheroid:CGCS2000,6378137.0,298.257222101
Projection:高斯-克吕格投影
Parameters:117,1,39500000,0,3,39
Separator:,
HeadEnd
FeatureCodeBegin
2001010100,地类图斑,Polygon,DLTB
FeatureCodeEnd
TableStructureBegin
DLTB,2
DLBM,Char,5
TBMJ,Float,15,2
0
QSDW,1,NoneGeometry
QSDWMC,Char,60
0
TableStructureEnd
PolygonBegin
1
2001010100
unknown
1
39500050,4300050
1
11
5
39500000,4300000
39500000,4300100
39500100,4300100
39500100,4300000
39500000,4300000
0
2
2001010100
unknown
1
39500150,4300050
1
11
4
39500100,4300000
39500100,4300100
39500200,4300000
39500100,4300000
0
PolygonEnd
AttributeBegin
DLTB
1,0102,10000.00
2,1101,
TableEnd
QSDW
1,示例村
TableEnd
AttributeEnd
"""
