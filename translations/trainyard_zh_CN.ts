<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AboutPage</name>
    <message>
        <source>About Trainyard</source>
        <translation>关于 Trainyard</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>A desktop workbench for the whole life of a machine-learning model.</source>
        <translation>覆盖机器学习模型整个生命周期的桌面工作台。</translation>
    </message>
    <message>
        <source>Your pictures and models stay on this machine. Trainyard sends nothing anywhere.</source>
        <translation>您的图片和模型都留在本机。Trainyard 不会向任何地方发送数据。</translation>
    </message>
    <message>
        <source>Licences: the core is Apache-2.0; this window is GPL-3.0-or-later.</source>
        <translation>许可证：核心部分为 Apache-2.0；本窗口程序为 GPL-3.0-or-later。</translation>
    </message>
    <message>
        <source>Made with</source>
        <translation>所用组件</translation>
    </message>
    <message>
        <source>The engine and the serving runtime, programs of their own</source>
        <translation>训练引擎与推理运行时（独立程序）</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation>打开项目…</translation>
    </message>
    <message>
        <source>Import labels…</source>
        <translation>导入标注…</translation>
    </message>
    <message>
        <source>Export labels…</source>
        <translation>导出标注…</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>试用示例</translation>
    </message>
    <message>
        <source>Look for new files</source>
        <translation>查找新文件</translation>
    </message>
    <message>
        <source>Close project</source>
        <translation>关闭项目</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Filter or search</source>
        <translation>筛选或搜索</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>发现的问题</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Theme: as the system</source>
        <translation>主题：跟随系统</translation>
    </message>
    <message>
        <source>Theme: light</source>
        <translation>主题：浅色</translation>
    </message>
    <message>
        <source>Theme: dark</source>
        <translation>主题：深色</translation>
    </message>
    <message>
        <source>Language: English</source>
        <translation>语言：英文</translation>
    </message>
    <message>
        <source>Language: Simplified Chinese</source>
        <translation>语言：简体中文</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Keyboard cheat sheet</source>
        <translation>快捷键一览</translation>
    </message>
    <message>
        <source>About Trainyard</source>
        <translation>关于 Trainyard</translation>
    </message>
    <message>
        <source>Open in Label</source>
        <translation>在标注中打开</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Select nothing</source>
        <translation>取消选择</translation>
    </message>
    <message>
        <source>Larger thumbnails</source>
        <translation>放大缩略图</translation>
    </message>
    <message>
        <source>Smaller thumbnails</source>
        <translation>缩小缩略图</translation>
    </message>
    <message>
        <source>Show shapes on thumbnails</source>
        <translation>在缩略图上显示标注</translation>
    </message>
    <message>
        <source>Tag the selection</source>
        <translation>给所选图像加标签</translation>
    </message>
    <message>
        <source>Remove the class</source>
        <translation>移除类别</translation>
    </message>
    <message>
        <source>Split into train, validation and test</source>
        <translation>划分训练集、验证集和测试集</translation>
    </message>
    <message>
        <source>Freeze as a data version</source>
        <translation>冻结为数据版本</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Give class 1 to the selection</source>
        <translation>给所选图像指定类别 1</translation>
    </message>
    <message>
        <source>Give class 2 to the selection</source>
        <translation>给所选图像指定类别 2</translation>
    </message>
    <message>
        <source>Give class 3 to the selection</source>
        <translation>给所选图像指定类别 3</translation>
    </message>
    <message>
        <source>Give class 4 to the selection</source>
        <translation>给所选图像指定类别 4</translation>
    </message>
    <message>
        <source>Give class 5 to the selection</source>
        <translation>给所选图像指定类别 5</translation>
    </message>
    <message>
        <source>Give class 6 to the selection</source>
        <translation>给所选图像指定类别 6</translation>
    </message>
    <message>
        <source>Give class 7 to the selection</source>
        <translation>给所选图像指定类别 7</translation>
    </message>
    <message>
        <source>Give class 8 to the selection</source>
        <translation>给所选图像指定类别 8</translation>
    </message>
    <message>
        <source>Give class 9 to the selection</source>
        <translation>给所选图像指定类别 9</translation>
    </message>
    <message>
        <source>Give class 10 to the selection</source>
        <translation>给所选图像指定类别 10</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>下一张图像</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>上一张图像</translation>
    </message>
    <message>
        <source>Next image without a label</source>
        <translation>下一张未标注的图像</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>矩形框</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Delete the shapes</source>
        <translation>删除形状</translation>
    </message>
    <message>
        <source>Copy the shapes</source>
        <translation>复制形状</translation>
    </message>
    <message>
        <source>Paste the shapes</source>
        <translation>粘贴形状</translation>
    </message>
    <message>
        <source>Duplicate the shapes</source>
        <translation>创建形状副本</translation>
    </message>
    <message>
        <source>Copy the shapes of the previous image</source>
        <translation>复制上一张图像的形状</translation>
    </message>
    <message>
        <source>Select all shapes</source>
        <translation>选择全部形状</translation>
    </message>
    <message>
        <source>Fit the image</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation>实际大小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Show shapes</source>
        <translation>显示形状</translation>
    </message>
    <message>
        <source>Add a class</source>
        <translation>添加类别</translation>
    </message>
    <message>
        <source>Rename the class</source>
        <translation>重命名类别</translation>
    </message>
    <message>
        <source>Delete the class</source>
        <translation>删除类别</translation>
    </message>
    <message>
        <source>Colour of the class</source>
        <translation>类别颜色</translation>
    </message>
    <message>
        <source>Class 1</source>
        <translation>类别 1</translation>
    </message>
    <message>
        <source>Class 2</source>
        <translation>类别 2</translation>
    </message>
    <message>
        <source>Class 3</source>
        <translation>类别 3</translation>
    </message>
    <message>
        <source>Class 4</source>
        <translation>类别 4</translation>
    </message>
    <message>
        <source>Class 5</source>
        <translation>类别 5</translation>
    </message>
    <message>
        <source>Class 6</source>
        <translation>类别 6</translation>
    </message>
    <message>
        <source>Class 7</source>
        <translation>类别 7</translation>
    </message>
    <message>
        <source>Class 8</source>
        <translation>类别 8</translation>
    </message>
    <message>
        <source>Class 9</source>
        <translation>类别 9</translation>
    </message>
    <message>
        <source>Class 10</source>
        <translation>类别 10</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>新建训练</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Delete the run</source>
        <translation>删除训练</translation>
    </message>
    <message>
        <source>Smooth the curves</source>
        <translation>平滑曲线</translation>
    </message>
    <message>
        <source>Export to ONNX and verify</source>
        <translation>导出 ONNX 并验证</translation>
    </message>
    <message>
        <source>Show the files</source>
        <translation>显示文件</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>前往</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Accept the prediction</source>
        <translation>接受预测</translation>
    </message>
    <message>
        <source>Logarithmic value axis</source>
        <translation>对数数值轴</translation>
    </message>
</context>
<context>
    <name>BarChart</name>
    <message>
        <source>Bar chart</source>
        <translation>条形图</translation>
    </message>
    <message numerus="yes">
        <source>%n bar(s)</source>
        <translation>
            <numerusform>%n 个条形</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>No image</source>
        <translation>没有图像</translation>
    </message>
    <message numerus="yes">
        <source>%n shape(s)</source>
        <translation>
            <numerusform>%n 个形状</numerusform>
        </translation>
    </message>
    <message>
        <source>selected: %1</source>
        <translation>已选：%1</translation>
    </message>
    <message>
        <source>one shape</source>
        <translation>一个形状</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>已选 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Image canvas</source>
        <translation>图像画布</translation>
    </message>
</context>
<context>
    <name>ChartGrid</name>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Alt+arrows move the card, Enter enlarges it</source>
        <translation>Alt+方向键移动卡片，回车键放大</translation>
    </message>
    <message>
        <source>Enlarge (Enter), back (Esc)</source>
        <translation>放大（回车），返回（Esc）</translation>
    </message>
    <message>
        <source>Enlarge %1</source>
        <translation>放大“%1”</translation>
    </message>
</context>
<context>
    <name>ChartLegend</name>
    <message>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <source>Legend: %1, shown</source>
        <translation>图例：%1，已显示</translation>
    </message>
    <message>
        <source>Legend: %1, hidden</source>
        <translation>图例：%1，已隐藏</translation>
    </message>
    <message>
        <source>Click a name to show or hide its curve (arrows and Space)</source>
        <translation>点击名称可显示或隐藏曲线（方向键和空格键）</translation>
    </message>
</context>
<context>
    <name>ClassesPanel</name>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Click gives the class to the selected shapes, or to the image; the digit does the same</source>
        <translation>点击可将类别赋给所选形状或整张图像；数字键作用相同</translation>
    </message>
    <message>
        <source>Add a class</source>
        <translation>添加类别</translation>
    </message>
    <message>
        <source>Type a name and press Enter (C)</source>
        <translation>输入名称后按回车（C）</translation>
    </message>
    <message>
        <source>The class “%1” is gone with its labels.</source>
        <translation>类别“%1”及其标注已删除。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Some letters of the command; Enter runs it, Esc closes</source>
        <translation>输入命令中的若干字；回车执行，Esc 关闭</translation>
    </message>
    <message>
        <source>Commands found</source>
        <translation>找到的命令</translation>
    </message>
    <message>
        <source>Enter or a click runs the command</source>
        <translation>按回车或点击执行命令</translation>
    </message>
    <message numerus="yes">
        <source>%n command(s)</source>
        <translation>
            <numerusform>%n 条命令</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConfusionMatrix</name>
    <message>
        <source>Confusion matrix</source>
        <translation>混淆矩阵</translation>
    </message>
    <message>
        <source>No classes</source>
        <translation>没有类别</translation>
    </message>
    <message>
        <source>%1 taken for %2: %3 of %4 (%5 %)</source>
        <translation>%1 被判为 %2：%3 / %4（%5 %）</translation>
    </message>
    <message>
        <source>No predictions yet</source>
        <translation>还没有预测结果</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>预测类别</translation>
    </message>
    <message>
        <source>True class</source>
        <translation>真实类别</translation>
    </message>
    <message>
        <source>%1: all %2</source>
        <translation>%1：共 %2</translation>
    </message>
    <message>
        <source>All taken for %1</source>
        <translation>所有被判为 %1 的图像</translation>
    </message>
</context>
<context>
    <name>CurveChart</name>
    <message>
        <source>Curve chart</source>
        <translation>曲线图</translation>
    </message>
    <message>
        <source>(middle 90 %)</source>
        <translation>（中间 90 %）</translation>
    </message>
    <message>
        <source>No points</source>
        <translation>没有数据点</translation>
    </message>
    <message>
        <source>Last values: %1</source>
        <translation>最新值：%1</translation>
    </message>
</context>
<context>
    <name>DataChoice</name>
    <message>
        <source>All images, as they are now</source>
        <translation>全部图像（当前状态）</translation>
    </message>
    <message numerus="yes">
        <source>The %Ln image(s) that Data shows</source>
        <translation>
            <numerusform>“数据”中显示的 %Ln 张图像</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Version %1 · %Ln image(s)</source>
        <translation>
            <numerusform>版本 %1 · %Ln 张图像</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DataPlace</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Thumbnail size</source>
        <translation>缩略图大小</translation>
    </message>
    <message>
        <source>Thumbnail size (Ctrl with the wheel)</source>
        <translation>缩略图大小（Ctrl+滚轮）</translation>
    </message>
    <message>
        <source>No class has the digit %1 yet. Add classes in Label.</source>
        <translation>还没有类别使用数字 %1。请在“标注”中添加类别。</translation>
    </message>
    <message>
        <source>Open Label</source>
        <translation>打开标注</translation>
    </message>
    <message>
        <source>No image passes all filters together.</source>
        <translation>没有图像同时满足所有筛选条件。</translation>
    </message>
    <message>
        <source>No image passes the filter  %1</source>
        <translation>没有图像满足筛选条件  %1</translation>
    </message>
    <message>
        <source>Clear the filters</source>
        <translation>清除全部筛选</translation>
    </message>
    <message>
        <source>Take this filter away</source>
        <translation>去掉这个条件</translation>
    </message>
    <message>
        <source>This project has no images yet.</source>
        <translation>这个项目还没有图像。</translation>
    </message>
    <message>
        <source>Looking for images…</source>
        <translation>正在查找图像…</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>%1 selected</source>
        <translation>已选 %1 张</translation>
    </message>
    <message numerus="yes">
        <source>Frozen: %Ln image(s).</source>
        <translation>
            <numerusform>已冻结：%Ln 张图像。</numerusform>
        </translation>
    </message>
    <message>
        <source>A training on this version can always be repeated.</source>
        <translation>基于此版本的训练随时可以重现。</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln image(s)</source>
        <translation>
            <numerusform>%Ln 张图像中的 %1 张</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation>
            <numerusform>%Ln 张图像</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EvaluatePlace</name>
    <message>
        <source>Evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The model that is judged</source>
        <translation>要评估的模型</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>The images that it is judged on</source>
        <translation>用于评估的图像</translation>
    </message>
    <message>
        <source>Metrics of each class</source>
        <translation>各类别指标</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>混淆矩阵</translation>
    </message>
    <message>
        <source>Images behind the cell</source>
        <translation>单元格对应的图像</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Shares of the row</source>
        <translation>按行占比</translation>
    </message>
    <message>
        <source>Show shares of each true class instead of counts</source>
        <translation>显示各真实类别内的占比而不是数量</translation>
    </message>
    <message>
        <source>Accuracy, %1 with 95 % confidence</source>
        <translation>准确率，95 % 置信区间 %1</translation>
    </message>
    <message>
        <source>Balanced, %1</source>
        <translation>均衡准确率，%1</translation>
    </message>
    <message>
        <source>F1, mean of the classes</source>
        <translation>各类别 F1 平均</translation>
    </message>
    <message>
        <source>Calibration error</source>
        <translation>校准误差</translation>
    </message>
    <message>
        <source>No mistakes. A click on a cell shows its images.</source>
        <translation>没有错误。点击单元格可查看其中的图像。</translation>
    </message>
    <message>
        <source>%1 taken for %2: %3</source>
        <translation>%1 被判为 %2：%3</translation>
    </message>
    <message>
        <source>All that are %1: %2</source>
        <translation>所有真实类别为 %1 的图像：%2</translation>
    </message>
    <message>
        <source>All taken for %1: %2</source>
        <translation>所有被判为 %1 的图像：%2</translation>
    </message>
    <message>
        <source>%1, is %2</source>
        <translation>%1，实为 %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln mistake(s), the surest first</source>
        <translation>
            <numerusform>%Ln 个错误，把握最大的在前</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportLabelsPage</name>
    <message>
        <source>Export labels</source>
        <translation>导出标注</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Into the folder</source>
        <translation>目标文件夹</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Write the labels of the images in view</source>
        <translation>写出当前图像的标注</translation>
    </message>
    <message>
        <source>The format of the files</source>
        <translation>文件格式</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>An empty or new folder</source>
        <translation>空文件夹或新文件夹</translation>
    </message>
    <message>
        <source>What would be lost</source>
        <translation>将会丢失的内容</translation>
    </message>
    <message>
        <source>Export into a folder</source>
        <translation>导出到文件夹</translation>
    </message>
    <message>
        <source>Nothing is lost in this format.</source>
        <translation>使用此格式不会丢失任何内容。</translation>
    </message>
    <message>
        <source>Exporting labels</source>
        <translation>正在导出标注</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation>
            <numerusform>%Ln 张图像</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln label(s)</source>
        <translation>
            <numerusform>%Ln 个标注</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln label(s) written to %1 and read back to check them.</source>
        <translation>
            <numerusform>已将 %Ln 个标注写入 %1，并已读回核对。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportService</name>
    <message>
        <source>Exporting %1</source>
        <translation>正在导出 %1</translation>
    </message>
    <message>
        <source>writing ONNX</source>
        <translation>正在写出 ONNX</translation>
    </message>
    <message>
        <source>an independent runtime compares</source>
        <translation>独立运行时正在比对</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>已验证</translation>
    </message>
    <message>
        <source>outside the tolerance</source>
        <translation>超出容差</translation>
    </message>
</context>
<context>
    <name>FacetList</name>
    <message>
        <source>Filters</source>
        <translation>筛选</translation>
    </message>
</context>
<context>
    <name>FacetPanel</name>
    <message>
        <source>Filters</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注状态</translation>
    </message>
    <message>
        <source>Labelled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>Without a label</source>
        <translation>未标注</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Size, longer side</source>
        <translation>尺寸（长边）</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>to 256 px</source>
        <translation>256 像素以内</translation>
    </message>
    <message>
        <source>to 512 px</source>
        <translation>512 像素以内</translation>
    </message>
    <message>
        <source>to 1024 px</source>
        <translation>1024 像素以内</translation>
    </message>
    <message>
        <source>to 2048 px</source>
        <translation>2048 像素以内</translation>
    </message>
    <message>
        <source>to 4096 px</source>
        <translation>4096 像素以内</translation>
    </message>
    <message>
        <source>above 4096 px</source>
        <translation>4096 像素以上</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>损坏</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
</context>
<context>
    <name>FacetSection</name>
    <message>
        <source>open</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>已折叠</translation>
    </message>
    <message>
        <source>checked</source>
        <translation>已勾选</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message numerus="yes">
        <source>%n on</source>
        <translation>
            <numerusform>%n 个已选</numerusform>
        </translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Show all %1</source>
        <translation>显示全部 %1 项</translation>
    </message>
</context>
<context>
    <name>FindingsPanel</name>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>发现的问题</translation>
    </message>
    <message>
        <source>List of findings</source>
        <translation>问题列表</translation>
    </message>
    <message>
        <source>Nothing to look at</source>
        <translation>没有需要查看的问题</translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s)</source>
        <translation>
            <numerusform>%n 个问题</numerusform>
        </translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>前往 %1</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>还有 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GalleryView</name>
    <message>
        <source>No images</source>
        <translation>没有图像</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>第 %1 / %2 张</translation>
    </message>
    <message>
        <source>selected</source>
        <translation>已选</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s)</source>
        <translation>
            <numerusform>%n 张图像</numerusform>
        </translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Film strip</source>
        <translation>胶片条</translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>No values</source>
        <translation>没有数值</translation>
    </message>
    <message numerus="yes">
        <source>%n bin(s)</source>
        <translation>
            <numerusform>%n 个区间</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 to %2: %3</source>
        <translation>%1 至 %2：%3</translation>
    </message>
    <message>
        <source>%1 to %2: %3 of %4</source>
        <translation>%1 至 %2：%3 / %4</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Inspector</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>several</source>
        <translation>多个值</translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message>
        <source>Inspector</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Add a tag to the selection</source>
        <translation>给所选图像添加标签</translation>
    </message>
    <message>
        <source>Add a tag</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <source>Add a tag to the selection (T)</source>
        <translation>给所选图像添加标签（T）</translation>
    </message>
    <message>
        <source>Nothing selected</source>
        <translation>未选择图像</translation>
    </message>
    <message>
        <source>Select images to see their facts, give them a class with a digit key, or tag them.</source>
        <translation>选择图像即可查看信息、用数字键指定类别或添加标签。</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Shapes</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>File size</source>
        <translation>文件大小</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>The class of the whole image</source>
        <translation>整张图像的类别</translation>
    </message>
    <message>
        <source>No class</source>
        <translation>无类别</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Remove the tag %1</source>
        <translation>移除标签 %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation>
            <numerusform>%Ln 张图像</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InterruptionNotice</name>
    <message>
        <source>The training %1 was interrupted in epoch %2. It can go on from its last checkpoint.</source>
        <translation>训练 %1 在第 %2 轮中断，可以从最近的检查点继续。</translation>
    </message>
    <message>
        <source>The training %1 was interrupted before its first epoch.</source>
        <translation>训练 %1 在第一轮之前中断。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
</context>
<context>
    <name>ItemStore</name>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Val</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>The file is not there any more</source>
        <translation>文件已不存在</translation>
    </message>
    <message>
        <source>The file is damaged</source>
        <translation>文件已损坏</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>%1 s left</source>
        <translation>剩余 %1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s left</source>
        <translation>剩余 %1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h %2 min left</source>
        <translation>剩余 %1 小时 %2 分</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Running jobs: click, or press Enter, for the list</source>
        <translation>正在运行的任务：点击或按回车查看列表</translation>
    </message>
    <message>
        <source>Show the jobs</source>
        <translation>显示任务</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) failed</source>
        <translation>
            <numerusform>%n 个任务失败</numerusform>
        </translation>
    </message>
    <message>
        <source>No jobs running</source>
        <translation>没有正在运行的任务</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>还有 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobList</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Cancel %1</source>
        <translation>取消“%1”</translation>
    </message>
    <message>
        <source>Retry %1</source>
        <translation>重试“%1”</translation>
    </message>
    <message>
        <source>Log of %1</source>
        <translation>“%1”的日志</translation>
    </message>
    <message>
        <source>Progress of %1</source>
        <translation>“%1”的进度</translation>
    </message>
    <message>
        <source>List of jobs</source>
        <translation>任务列表</translation>
    </message>
    <message>
        <source>Nothing is running.</source>
        <translation>没有正在运行的任务。</translation>
    </message>
</context>
<context>
    <name>KeyEditor</name>
    <message>
        <source>Search an action</source>
        <translation>搜索操作</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>操作与快捷键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>New key for the chosen action</source>
        <translation>所选操作的新快捷键</translation>
    </message>
    <message>
        <source>Press the new key here</source>
        <translation>在此按下新的快捷键</translation>
    </message>
    <message>
        <source>As in the key-map</source>
        <translation>恢复方案默认</translation>
    </message>
    <message>
        <source>Take back your own key for this action</source>
        <translation>取消为此操作自定义的快捷键</translation>
    </message>
    <message>
        <source>%1 already belongs to “%2”.</source>
        <translation>%1 已用于“%2”。</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>Keyboard cheat sheet</source>
        <translation>快捷键一览</translation>
    </message>
    <message>
        <source>Give a class by its digit</source>
        <translation>用数字键指定类别</translation>
    </message>
</context>
<context>
    <name>LabelPlace</name>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Film strip</source>
        <translation>胶片条</translation>
    </message>
    <message>
        <source>Every other image in view has a label.</source>
        <translation>其余图像均已标注。</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>第 %1 / %2 张</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Open a folder of images</source>
        <translation>打开图像文件夹</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Import labels</source>
        <translation>导入标注</translation>
    </message>
    <message>
        <source>Annotations (*.json *.xml);;All files (*)</source>
        <translation>标注文件 (*.json *.xml);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Some of it was changed elsewhere since then, and stays as it is now.</source>
        <translation>其中一部分之后在别处被修改过，保持现状。</translation>
    </message>
    <message>
        <source>Show the image</source>
        <translation>查看图像</translation>
    </message>
    <message>
        <source>Show the run</source>
        <translation>查看训练</translation>
    </message>
    <message>
        <source>CPU %1</source>
        <translation>CPU %1</translation>
    </message>
    <message>
        <source>GPU %1</source>
        <translation>GPU %1</translation>
    </message>
    <message>
        <source>Find them…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Where are the files now?</source>
        <translation>这些文件现在在哪里？</translation>
    </message>
    <message>
        <source>The folder %1 is not there any more. Its images cannot be shown until it is back; labels are kept.</source>
        <translation>文件夹 %1 已不存在。在它恢复之前无法显示其中的图像；标注会保留。</translation>
    </message>
    <message>
        <source>It is elsewhere now…</source>
        <translation>它现在在别处…</translation>
    </message>
</context>
<context>
    <name>ModelsPlace</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Exported files</source>
        <translation>导出的文件</translation>
    </message>
    <message>
        <source>About the model</source>
        <translation>模型信息</translation>
    </message>
    <message>
        <source>test accuracy %1</source>
        <translation>测试准确率 %1</translation>
    </message>
    <message>
        <source>The model is being exported and verified…</source>
        <translation>正在导出并验证模型…</translation>
    </message>
    <message>
        <source>Not exported yet. An export is run by an independent runtime and compared before it is called good.</source>
        <translation>尚未导出。导出的文件会由独立运行时运行并比对，通过后才算合格。</translation>
    </message>
    <message>
        <source>not verified</source>
        <translation>未验证</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>已验证</translation>
    </message>
    <message>
        <source>outside the tolerance</source>
        <translation>超出容差</translation>
    </message>
    <message>
        <source>accuracy by the runtime</source>
        <translation>运行时的准确率</translation>
    </message>
    <message>
        <source>same first class as the engine</source>
        <translation>首选类别与引擎一致</translation>
    </message>
    <message>
        <source>largest difference</source>
        <translation>最大差异</translation>
    </message>
    <message>
        <source>largest relative difference</source>
        <translation>最大相对差异</translation>
    </message>
    <message>
        <source>for one image</source>
        <translation>单张图像耗时</translation>
    </message>
    <message>
        <source>for eight images</source>
        <translation>八张图像耗时</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>not there any more</source>
        <translation>已不存在</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>%1 × %2 pixels, %3</source>
        <translation>%1 × %2 像素，%3</translation>
    </message>
    <message>
        <source>stretched</source>
        <translation>拉伸</translation>
    </message>
    <message>
        <source>shorter side to %1, then the middle</source>
        <translation>短边缩放到 %1，再取中间</translation>
    </message>
    <message>
        <source>Data version</source>
        <translation>数据版本</translation>
    </message>
    <message>
        <source>Test accuracy</source>
        <translation>测试准确率</translation>
    </message>
    <message>
        <source>Balanced test accuracy</source>
        <translation>测试均衡准确率</translation>
    </message>
    <message>
        <source>Validation accuracy</source>
        <translation>验证准确率</translation>
    </message>
    <message>
        <source>Balanced validation accuracy</source>
        <translation>验证均衡准确率</translation>
    </message>
    <message>
        <source>Size of the weights</source>
        <translation>权重大小</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>创建时间</translation>
    </message>
    <message numerus="yes">
        <source>Compared on %Ln image(s) of the test split by %1.</source>
        <translation>
            <numerusform>由 %1 在测试集的 %Ln 张图像上比对。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NewRunPage</name>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Image classification</source>
        <translation>图像分类</translation>
    </message>
    <message>
        <source>What the model learns to tell of an image</source>
        <translation>模型要学会判断图像的什么</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>The images to learn from; a run keeps them as a data version</source>
        <translation>用于学习的图像；每次训练都会把它们保存为一个数据版本</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>新建训练</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>训练方案</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>训练名称</translation>
    </message>
    <message>
        <source>Name (may be left empty)</source>
        <translation>名称（可留空）</translation>
    </message>
    <message>
        <source>How the run is called in lists</source>
        <translation>列表中显示的名称</translation>
    </message>
    <message>
        <source>%1 million parameters</source>
        <translation>参数量 %1M</translation>
    </message>
</context>
<context>
    <name>NewsToast</name>
    <message>
        <source>News</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Close the news</source>
        <translation>关闭消息</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Notice</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Show the details</source>
        <translation>显示详情</translation>
    </message>
    <message>
        <source>Close the notice</source>
        <translation>关闭通知</translation>
    </message>
</context>
<context>
    <name>ObjectsPanel</name>
    <message>
        <source>Objects</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>box</source>
        <translation>矩形框</translation>
    </message>
    <message>
        <source>polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>mask</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Show the shape</source>
        <translation>显示形状</translation>
    </message>
    <message>
        <source>Hide the shape</source>
        <translation>隐藏形状</translation>
    </message>
    <message>
        <source>Unlock the shape</source>
        <translation>解锁形状</translation>
    </message>
    <message>
        <source>Lock the shape</source>
        <translation>锁定形状</translation>
    </message>
    <message>
        <source>Objects  %1</source>
        <translation>对象  %1</translation>
    </message>
</context>
<context>
    <name>OpenService</name>
    <message>
        <source>This folder is on a network drive: keep the project open on one machine at a time.</source>
        <translation>此文件夹位于网络驱动器：请勿在多台机器上同时打开该项目。</translation>
    </message>
    <message>
        <source>Looking for images</source>
        <translation>正在查找图像</translation>
    </message>
    <message>
        <source>There are no images in this folder.</source>
        <translation>此文件夹中没有图像。</translation>
    </message>
    <message>
        <source>Each subfolder looks like a class. Take the folders&apos; names as labels?</source>
        <translation>每个子文件夹看起来都是一个类别。要用文件夹名作为标注吗？</translation>
    </message>
    <message>
        <source>This folder has labels in the format %1. Take them over?</source>
        <translation>此文件夹含有 %1 格式的标注。要导入吗？</translation>
    </message>
    <message>
        <source>Take the labels</source>
        <translation>导入标注</translation>
    </message>
    <message>
        <source>Only the images</source>
        <translation>只要图像</translation>
    </message>
    <message>
        <source>Taking over labels</source>
        <translation>正在导入标注</translation>
    </message>
    <message>
        <source>Reading image sizes</source>
        <translation>正在读取图像尺寸</translation>
    </message>
    <message>
        <source>Looking for new files</source>
        <translation>正在查找新文件</translation>
    </message>
    <message>
        <source>%1 new, %2 gone</source>
        <translation>新增 %1，缺失 %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln moved or renamed image(s) found again, with all that belongs to them.</source>
        <translation>
            <numerusform>找回了 %Ln 张已移动或改名的图像，其标注等内容均保留。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 new images, %2 that are not there any more.</source>
        <translation>新增 %1 张图像，%2 张已不存在。</translation>
    </message>
    <message>
        <source>Making the sample</source>
        <translation>正在生成示例</translation>
    </message>
    <message>
        <source>%1 of %2 pictures</source>
        <translation>第 %1 / %2 张图片</translation>
    </message>
    <message>
        <source>This project is read-only: everything can be looked at, nothing can be changed. Copy it to a place of your own to work on it.</source>
        <translation>此项目为只读：可以查看全部内容，但不能更改。请将其复制到您自己的位置再进行处理。</translation>
    </message>
    <message>
        <source>Looking for the files</source>
        <translation>正在查找文件</translation>
    </message>
    <message>
        <source>All %1 images were found there.</source>
        <translation>在那里找到了全部 %1 张图像。</translation>
    </message>
    <message>
        <source>%1 images were found there, %2 are still missing.</source>
        <translation>在那里找到了 %1 张图像，仍缺失 %2 张。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation>
            <numerusform>%Ln 张图像</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s)</source>
        <translation>
            <numerusform>%Ln 个对象</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln label(s)</source>
        <translation>
            <numerusform>%Ln 个标注</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln label(s) could not be taken over; Findings says why.</source>
        <translation>
            <numerusform>有 %Ln 个标注未能导入；原因见“发现的问题”。</numerusform>
        </translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>示例</translation>
    </message>
</context>
<context>
    <name>PlaceBar</name>
    <message>
        <source>Places</source>
        <translation>位置</translation>
    </message>
</context>
<context>
    <name>PredictionPanel</name>
    <message>
        <source>Prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The model whose predictions are shown</source>
        <translation>显示其预测结果的模型</translation>
    </message>
    <message>
        <source>Likeliest classes</source>
        <translation>最可能的类别</translation>
    </message>
    <message>
        <source>No predictions</source>
        <translation>不显示预测</translation>
    </message>
    <message>
        <source>This model has not judged this image.</source>
        <translation>该模型没有评估过这张图像。</translation>
    </message>
    <message>
        <source>The project has no class %1 any more.</source>
        <translation>项目中已没有类别 %1。</translation>
    </message>
    <message>
        <source>The image has no label yet.</source>
        <translation>这张图像还没有标注。</translation>
    </message>
    <message>
        <source>✓ The same as the label.</source>
        <translation>✓ 与标注一致。</translation>
    </message>
    <message>
        <source>✗ The label says %1.</source>
        <translation>✗ 标注为 %1。</translation>
    </message>
</context>
<context>
    <name>PreflightPanel</name>
    <message>
        <source>Before the start</source>
        <translation>开始之前</translation>
    </message>
    <message>
        <source>Looking at the data…</source>
        <translation>正在检查数据…</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>The data are in order.</source>
        <translation>数据没有问题。</translation>
    </message>
    <message>
        <source>Measuring a training step on this machine…</source>
        <translation>正在本机实测一个训练步…</translation>
    </message>
    <message>
        <source>The time is measured when no training runs on this machine.</source>
        <translation>本机没有训练在运行时再实测时间。</translation>
    </message>
    <message>
        <source>Expected time</source>
        <translation>预计用时</translation>
    </message>
    <message>
        <source>Speed, measured</source>
        <translation>实测速度</translation>
    </message>
    <message>
        <source>%1 images/s</source>
        <translation>%1 张/秒</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>运行设备</translation>
    </message>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n 个线程</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation>
            <numerusform>%Ln 张图像</numerusform>
        </translation>
    </message>
    <message>
        <source>Split now: %1, %2, %3 %</source>
        <translation>立即划分：%1、%2、%3 %</translation>
    </message>
    <message>
        <source>Training, validation and test, each class alike; undo takes it back</source>
        <translation>训练、验证和测试，各类别比例一致；可以撤销</translation>
    </message>
</context>
<context>
    <name>QueryEdit</name>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Completions</source>
        <translation>补全</translation>
    </message>
</context>
<context>
    <name>RunListModel</name>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>no news</source>
        <translation>无消息</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>未启动</translation>
    </message>
    <message>
        <source>epoch %1 of %2</source>
        <translation>第 %1 / %2 轮</translation>
    </message>
    <message>
        <source>pausing</source>
        <translation>正在暂停</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>stopped early</source>
        <translation>提前停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
</context>
<context>
    <name>RunListPanel</name>
    <message>
        <source>Runs</source>
        <translation>训练列表</translation>
    </message>
    <message>
        <source>The ring before a run lays its curves over the others (Space)</source>
        <translation>点击训练前的圆环可叠加其曲线（空格）</translation>
    </message>
</context>
<context>
    <name>RunPage</name>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Images per second</source>
        <translation>每秒图像数</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>About the run</source>
        <translation>训练信息</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>best %1 in epoch %2</source>
        <translation>最佳验证准确率 %1（第 %2 轮）</translation>
    </message>
    <message>
        <source>practice engine: the numbers are invented</source>
        <translation>演练引擎：数值为虚构</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑程度</translation>
    </message>
    <message>
        <source>How much the curves are smoothed</source>
        <translation>曲线的平滑程度</translation>
    </message>
</context>
<context>
    <name>RunService</name>
    <message>
        <source>Training %1</source>
        <translation>正在训练 %1</translation>
    </message>
    <message>
        <source>epoch %1 of %2</source>
        <translation>第 %1 / %2 轮</translation>
    </message>
    <message>
        <source>The training failed.</source>
        <translation>训练失败。</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>The engine ended without a word; the run can be resumed.</source>
        <translation>引擎意外退出；可以继续训练。</translation>
    </message>
</context>
<context>
    <name>RunSettingsView</name>
    <message>
        <source>Settings of the run</source>
        <translation>训练设置</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
</context>
<context>
    <name>SamplesView</name>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Validation images with predictions</source>
        <translation>验证图像及预测</translation>
    </message>
    <message>
        <source>No epoch of this run was validated.</source>
        <translation>此训练没有经过验证的轮次。</translation>
    </message>
    <message>
        <source>Samples come with the first epoch.</source>
        <translation>第一轮结束后显示样本。</translation>
    </message>
    <message>
        <source>Epoch %1: %2 of %3 right</source>
        <translation>第 %1 轮：%3 张中 %2 张正确</translation>
    </message>
    <message>
        <source>%1, is %2</source>
        <translation>%1，实为 %2</translation>
    </message>
</context>
<context>
    <name>SettingsForm</name>
    <message>
        <source>Show or hide these settings</source>
        <translation>显示或隐藏这些设置</translation>
    </message>
    <message>
        <source>open</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>已折叠</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Back to the default: %1</source>
        <translation>恢复默认值：%1</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>重置“%1”</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Key-map</source>
        <translation>快捷键方案</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>浅色或深色</translation>
    </message>
    <message>
        <source>The language of the window</source>
        <translation>窗口语言</translation>
    </message>
    <message>
        <source>The keys of a program that you know</source>
        <translation>采用您熟悉的程序的快捷键</translation>
    </message>
    <message>
        <source>The mouse wheel zooms in Label</source>
        <translation>标注时鼠标滚轮用于缩放</translation>
    </message>
    <message>
        <source>Without it the wheel scrolls, and Ctrl with the wheel zooms</source>
        <translation>关闭后滚轮用于滚动，Ctrl+滚轮用于缩放</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
</context>
<context>
    <name>Sparkline</name>
    <message>
        <source>Small curve</source>
        <translation>小曲线</translation>
    </message>
    <message>
        <source>No points</source>
        <translation>没有数据点</translation>
    </message>
    <message>
        <source>Last value %1</source>
        <translation>最新值 %1</translation>
    </message>
</context>
<context>
    <name>SplitPanel</name>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Each class alike</source>
        <translation>各类别比例一致</translation>
    </message>
    <message>
        <source>Every class is divided in the same ratio</source>
        <translation>每个类别都按相同比例划分</translation>
    </message>
    <message>
        <source>Part for training</source>
        <translation>训练占比</translation>
    </message>
    <message>
        <source>Part for validation</source>
        <translation>验证占比</translation>
    </message>
    <message>
        <source>Part for the test</source>
        <translation>测试占比</translation>
    </message>
    <message>
        <source>The model learns from these</source>
        <translation>模型从这些图像学习</translation>
    </message>
    <message>
        <source>These choose the best epoch</source>
        <translation>用于选择最佳轮次</translation>
    </message>
    <message>
        <source>These judge the finished model, once</source>
        <translation>用于对完成的模型做一次性评估</translation>
    </message>
    <message>
        <source>The same seed gives the same split</source>
        <translation>相同的种子得到相同的划分</translation>
    </message>
    <message>
        <source>Split the images in view</source>
        <translation>划分当前图像</translation>
    </message>
    <message>
        <source>One act, which undo takes back</source>
        <translation>单个操作，可撤销</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close the split</source>
        <translation>关闭划分面板</translation>
    </message>
    <message>
        <source>The model never sees the test images before it is finished.</source>
        <translation>模型完成之前不会接触测试图像。</translation>
    </message>
    <message>
        <source>The parts add up to %1 %; only their ratio counts.</source>
        <translation>各部分合计 %1 %；只按比例计算。</translation>
    </message>
    <message>
        <source>%1 for training, %2 for validation, %3 for the test.</source>
        <translation>训练 %1 张，验证 %2 张，测试 %3 张。</translation>
    </message>
</context>
<context>
    <name>StartPlace</name>
    <message>
        <source>What would you like to train?</source>
        <translation>您想训练什么？</translation>
    </message>
    <message>
        <source>Open your pictures, or drop a folder anywhere on this window. Files stay where they are and are never changed.</source>
        <translation>打开您的图片，或将文件夹拖到窗口任意位置。文件保持原位，绝不改动。</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Pictures in a folder, with or without labels. Nothing to fill in.</source>
        <translation>文件夹中的图片，有无标注均可。无需填写任何内容。</translation>
    </message>
    <message>
        <source>Import labels</source>
        <translation>导入标注</translation>
    </message>
    <message>
        <source>COCO, Pascal VOC or class folders that another program made.</source>
        <translation>其他程序生成的 COCO、Pascal VOC 或类别文件夹。</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>试用示例</translation>
    </message>
    <message>
        <source>600 pictures of small parts on a belt, made on this machine.</source>
        <translation>在本机生成的 600 张传送带小零件图片。</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Not there any more</source>
        <translation>已不存在</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>A digit gives a picture its class. Everything is saved when it is done.</source>
        <translation>按数字键即可指定类别，每一步都自动保存。</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>One button. The curves grow while you watch, or while you are away.</source>
        <translation>只需一个按钮。无论您是否在场，训练曲线都会持续更新。</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>See which pictures the model gets wrong, and mend what misled it.</source>
        <translation>查看模型在哪些图片上出错，并修正误导它的标注。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>An ONNX file that a second program has run and compared.</source>
        <translation>得到 ONNX 文件，并由另一个程序运行比对过。</translation>
    </message>
</context>
<context>
    <name>StatisticsPage</name>
    <message>
        <source>Images of each class</source>
        <translation>各类别图像数</translation>
    </message>
    <message>
        <source>Images of each split</source>
        <translation>各划分图像数</translation>
    </message>
    <message>
        <source>Width, pixels</source>
        <translation>宽度（像素）</translation>
    </message>
    <message>
        <source>Height, pixels</source>
        <translation>高度（像素）</translation>
    </message>
    <message>
        <source>Size of the shapes, pixels</source>
        <translation>形状大小（像素）</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation>
            <numerusform>%Ln 张图像</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 labelled</source>
        <translation>已标注 %1 张</translation>
    </message>
    <message numerus="yes">
        <source>%Ln label(s), shapes included</source>
        <translation>
            <numerusform>%Ln 个标注（含形状）</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SystemView</name>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Processor, %</source>
        <translation>处理器，%</translation>
    </message>
    <message>
        <source>Memory, GB</source>
        <translation>内存，GB</translation>
    </message>
    <message>
        <source>Graphics processor, %</source>
        <translation>显卡，%</translation>
    </message>
    <message>
        <source>No figures yet.</source>
        <translation>还没有数据。</translation>
    </message>
    <message>
        <source>Processor %1</source>
        <translation>处理器 %1</translation>
    </message>
    <message>
        <source>memory %1</source>
        <translation>内存 %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>no graphics processor in use</source>
        <translation>未使用显卡</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter the images by a query, or begin with &gt; for a command (Ctrl+K)</source>
        <translation>用查询筛选图像，或以 &gt; 开头输入命令（Ctrl+K）</translation>
    </message>
    <message>
        <source>read only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>saved ✓</source>
        <translation>已保存 ✓</translation>
    </message>
    <message>
        <source>Every act is saved when it is made.</source>
        <translation>每个操作都会立即保存。</translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s)</source>
        <translation>
            <numerusform>%n 个问题</numerusform>
        </translation>
    </message>
    <message>
        <source>Project %1</source>
        <translation>项目 %1</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>撤销：%1</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation>重做：%1</translation>
    </message>
    <message>
        <source>Filter, such as  class = &quot;crack&quot; and width &gt; 640,  or  &gt;  for a command</source>
        <translation>筛选，例如  class = &quot;crack&quot; and width &gt; 640，或输入  &gt;  执行命令</translation>
    </message>
</context>
<context>
    <name>TrainPlace</name>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Delete the run %1 with its curves and checkpoints for good? Its model stays.</source>
        <translation>永久删除训练“%1”及其曲线和检查点？模型会保留。</translation>
    </message>
    <message>
        <source>Delete the run</source>
        <translation>删除训练</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>Units</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
</context>
<context>
    <name>WrappedLabel</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>trainyard::widgets::SettingsForm</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose %1</source>
        <translation>选择%1</translation>
    </message>
</context>
</TS>
